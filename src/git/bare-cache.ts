import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isBusy } from './turns.ts'

// One bare repository for each repository fetched, `NAME~N`. Every fetch adds a pack to it; with too many a new one is begun
// under the next number, so that whoever still reads the old one can go on.

const mostPacks = 400

/** The directory of a repository in the cache, made when it is missing. */
export async function bareRepository(cache: string, name: string, objectFormat: string): Promise<string> {
  const newest = await newestOf(cache, name)
  const current = join(cache, `${name}~${newest}`)
  const isFull = (await packs(current)).length >= mostPacks
  const directory = isFull ? join(cache, `${name}~${newest + 1}`) : current
  if (!(await exists(join(directory, 'HEAD')))) await make(directory, objectFormat)
  await touch(directory)
  return directory
}

/** It is in use now: it stays where it is for a while. */
export async function touch(directory: string): Promise<void> {
  const now = new Date()
  await utimes(directory, now, now)
}

/** The next fetch begins anew, beside the repository that is broken: somebody may be reading what is whole in it. */
export async function supersede(cache: string, name: string): Promise<void> {
  await mkdir(join(cache, `${name}~${(await newestOf(cache, name)) + 1}`))
}

/** Left by git when it was killed; whoever calls this holds the repository, so nobody is writing. */
export async function removeLeftovers(directory: string): Promise<void> {
  const names = await readdir(directory, { recursive: true })
  const left = names.filter((name) => /\.lock$|(^|[/\\])tmp_[^/\\]*$/.test(name))
  await Promise.all(left.map((name) => rm(join(directory, name), { force: true })))
}

/** Bytes of what is being received. */
export async function incomingBytes(directory: string): Promise<number> {
  const folder = join(directory, 'objects/pack')
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('tmp_'))
  const sizes = await Promise.all(names.map((name) => sizeOf(join(folder, name))))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Longer than anybody reads, or waits to read what was fetched. */
const usedMs = 20 * 60_000

/**
 * Removes repositories that were superseded, and others until the rest has no more than so many bytes, the least recently used first.
 * Those named in `keep`, those being fetched, and those in use within the last minutes, stay.
 */
export async function cleanCache(
  cache: string,
  { bytes, keep = [] }: { readonly bytes: number; readonly keep?: readonly string[] },
): Promise<void> {
  const found = (await list(cache)).filter((entry) => entry.includes('~'))
  const repositories = await Promise.all(found.map((entry) => measured(cache, entry)))
  let total = repositories.reduce((sum, one) => sum + one.bytes, 0)
  const newest = new Map(repositories.map(({ name }) => [name, 0]))
  for (const { name, number } of repositories) newest.set(name, Math.max(number, newest.get(name) ?? 0))
  for (const one of repositories.sort((left, right) => left.used - right.used)) {
    if (total <= bytes && one.number === newest.get(one.name)) continue
    if (one.used > Date.now() - usedMs) continue
    if (keep.includes(one.name) || isBusy(join(cache, one.name))) continue
    await discard(one.directory)
    total -= one.bytes
  }
}

/** Gone at once for everybody, though its files take a while. */
async function discard(directory: string): Promise<void> {
  const doomed = `${directory}.gone-${process.pid}-${Date.now()}`
  await rename(directory, doomed)
  await rm(doomed, { recursive: true, force: true })
}

interface Measured {
  readonly name: string
  readonly number: number
  readonly directory: string
  readonly bytes: number
  readonly used: number
}

async function measured(cache: string, entry: string): Promise<Measured> {
  const directory = join(cache, entry)
  const names = await readdir(directory, { recursive: true }).catch(() => [])
  const sizes = await Promise.all(names.map((name) => sizeOf(join(directory, name))))
  const used = (await stat(directory).catch(() => undefined))?.mtimeMs ?? 0
  return {
    name: entry.replace(/~.*$/, ''),
    number: Number(/~(\d+)$/.exec(entry)?.[1] ?? -1),
    directory,
    used,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  }
}

async function make(directory: string, objectFormat: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  for (const folder of ['objects/pack', 'refs/sluice'])
    await mkdir(join(directory, folder), { recursive: true })
  await writeFile(join(directory, 'config'), configuration(objectFormat))
  // Last: a directory with a HEAD is whole.
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n')
}

/** The remote's address is given with each fetch: repositories are renamed. */
function configuration(objectFormat: string): string {
  const format = objectFormat === 'sha1' ? '' : `\tobjectformat = ${objectFormat}\n`
  return `[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n${format}\tpartialclone = sluice\n[remote "sluice"]\n\tpromisor = true\n`
}

async function numbers(cache: string, name: string): Promise<number[]> {
  return (await list(cache)).flatMap((entry) => {
    const [prefix, number = ''] = entry.split('~')
    return prefix === name && /^\d+$/.test(number) ? [Number(number)] : []
  })
}

const newestOf = async (cache: string, name: string) => Math.max(0, ...(await numbers(cache, name)))
const list = (directory: string) => readdir(directory).catch(() => [] as string[])
const packs = async (directory: string) =>
  (await list(join(directory, 'objects/pack'))).filter((name) => name.endsWith('.pack'))
const sizeOf = async (file: string) => (await stat(file).catch(() => undefined))?.size ?? 0
const exists = async (file: string) => (await stat(file).catch(() => undefined)) !== undefined
