// Adds to package-lock.json the platform packages (optional dependencies for another system or processor) that the
// registry in use does not serve. npm leaves those out of the lockfile and then `npm ci` refuses it as out of sync.
// Run it after every `npm install NAME`: `npm run lockfile`. An added entry has a version and no integrity hash.
import { readFileSync, writeFileSync } from 'node:fs'

type Entry = {
  version?: string
  dev?: boolean
  optional?: boolean
  hasInstallScript?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}
type Platform = Pick<Entry, 'os' | 'cpu' | 'libc'>
export type Lockfile = { packages: Record<string, Entry> }

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
]
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
]

/** The optional dependencies that the lockfile names but does not hold, as the entries to add. */
export function missingEntries({ packages }: Lockfile): Record<string, Entry> {
  const missing: Record<string, Entry> = {}
  for (const [parent, entry] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isHeld(packages, parent, name)) continue
      const platform = platformOf(name)
      if (platform) missing[`node_modules/${name}`] = entryOf(range, entry.dev, platform)
    }
  }
  return missing
}

/** In npm's own key order, so that npm rewrites nothing. */
function entryOf(version: string, dev: boolean | undefined, { cpu, libc, os }: Platform): Entry {
  return {
    version,
    ...(cpu && { cpu }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os }),
  }
}

/** Node's resolution: the parent's own node_modules, then every one above it. */
function isHeld(packages: Lockfile['packages'], parent: string, name: string): boolean {
  for (let at = parent; ; at = at.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    if (`${at && `${at}/`}node_modules/${name}` in packages) return true
    if (at === '') return false
  }
}

/** From the words of the name; undefined when it names no other platform (such a package is simply installed). */
function platformOf(name: string): Platform | undefined {
  const words = name.split(/[^a-z0-9]+/)
  if (words.includes('fsevents')) return { os: ['darwin'] }
  const os = systems.find((system) => words.includes(system))
  const cpu = processors.find((processor) => words.includes(processor))
  if (!cpu) return undefined
  const libc = /musl/.test(name) ? 'musl' : /-gnu/.test(name) ? 'glibc' : undefined
  return { cpu: [cpu], ...(libc && { libc: [libc] }), ...(os && { os: [os] }) }
}

if (import.meta.main) {
  const file = 'package-lock.json'
  const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile
  const missing = missingEntries(lockfile)
  lockfile.packages = Object.fromEntries(
    Object.entries({ ...lockfile.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en')),
  )
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`)
  console.log(`${Object.keys(missing).length} platform packages added to ${file}`)
}
