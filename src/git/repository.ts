import { stat } from 'node:fs/promises'
import { parse, resolve } from 'node:path'
import { bareRoom } from './bare-room.ts'
import { findGit, guards, sealedEnvironment, userEnvironment } from './environment.ts'
import type { Limits } from './limits.ts'
import { CannotRead } from './result.ts'
import { type Call, type Outcome, run } from './run.ts'

export interface Repository {
  /** The path the caller gave, for messages. */
  readonly path: string
  /** True when history was cut off on purpose (`git clone --depth`). */
  readonly shallow: boolean
  readonly limits: Limits
  /** Asks about names and history, where they are kept. */
  history(args: readonly string[], streams?: Streams): Promise<Outcome>
  /** Asks about objects by id, in a room without the repository's configuration, attributes, index, refs or hooks. */
  objects(args: readonly string[], streams?: Streams): Promise<Outcome>
  close(): Promise<void>
}

type Streams = Pick<Call, 'input' | 'onOutput'>

/** Oldest git with everything the sealed environment relies on (GIT_CONFIG_GLOBAL came with 2.32). */
const oldestGit = [2, 32] as const

/** Finds the repository a path lies in: a clone, a worktree, a bare repository, or a directory inside one. */
export async function openRepository(path: string, limits: Limits): Promise<Repository> {
  await assertDirectory(path)
  const program = findGit()
  const outside = { program, directory: resolve(path), seconds: limits.seconds }
  await assertVersion(outside)
  const { gitDirectory, shallow } = await discover(outside)
  const ask = (call: Streams & Pick<Call, 'args' | 'directory' | 'environment'>) =>
    run({ ...outside, ...call })
  const inside = { directory: gitDirectory, environment: sealedEnvironment() }
  const history = (args: readonly string[], streams?: Streams) =>
    ask({ ...inside, ...streams, args: [...guards, `--git-dir=${gitDirectory}`, ...args] })

  const room = await bareRoom(await must('rev-parse', history(['rev-parse', ...objectStore])))
  const alone = { directory: room.directory, environment: { ...sealedEnvironment(), ...room.environment } }
  const objects = (args: readonly string[], streams?: Streams) =>
    ask({ ...alone, ...streams, args: [...guards, `--git-dir=${room.directory}`, ...args] })
  return { path, shallow, limits, history, objects, close: room.close }
}

const objectStore = ['--show-object-format', '--path-format=absolute', '--git-path', 'objects']

/** The output of a git command that must succeed. */
export async function must(command: string, asked: Promise<Outcome>): Promise<Buffer> {
  const { code, output, complaint } = await asked
  if (code === 0) return output
  throw new CannotRead(
    `git ${command} failed: ${complaint || `exit code ${code}`}`,
    'Run `git fsck` in the repository. A partial clone made with --filter=tree:0 must be cloned without the filter.',
  )
}

type Outside = Pick<Call, 'program' | 'directory' | 'seconds'>

async function assertDirectory(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return
  const message = found ? `${path} is a file, not a repository.` : `There is no directory ${path}.`
  throw new CannotRead(message, 'Pass the path of a git repository with --repo.')
}

/** Programs that were asked already: one does not become older. */
const newEnough = new Set<string>()

async function assertVersion(outside: Outside): Promise<void> {
  if (newEnough.has(outside.program)) return
  const { output } = await run({ ...outside, args: ['--version'], environment: sealedEnvironment() })
  const words = output.toString().trim()
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(words) ?? []
  if (isAtLeast([Number(major), Number(minor)], oldestGit)) return void newEnough.add(outside.program)
  throw new CannotRead(`git is too old: ${words}.`, `Install git ${oldestGit.join('.')} or newer.`)
}

function isAtLeast(version: readonly [number, number], oldest: readonly [number, number]): boolean {
  return version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1])
}

async function discover(outside: Outside): Promise<{ gitDirectory: string; shallow: boolean }> {
  const first = await askWhere(outside, [])
  // Our git does not read the user's configuration, where a trusted directory of another owner is named.
  const answer = isForeign(first) ? await askWhere(outside, await trustedDirectories(outside)) : first
  if (answer.code !== 0) throw notOpened(outside.directory, answer)
  const [shallow, ...rest] = answer.output
    .toString()
    .replace(/\r?\n$/, '')
    .split('\n')
  return { gitDirectory: rest.join('\n'), shallow: shallow?.trim() === 'true' }
}

function askWhere(outside: Outside, trusted: readonly string[]): Promise<Outcome> {
  const trust = trusted.flatMap((directory) => ['-c', `safe.directory=${directory}`])
  const question = ['rev-parse', '--is-shallow-repository', '--absolute-git-dir']
  return run({ ...outside, args: [...guards, ...trust, ...question], environment: sealedEnvironment() })
}

async function trustedDirectories(outside: Outside): Promise<string[]> {
  const { output } = await run({
    ...outside,
    // Outside of any repository only the user's and the system's configuration are read.
    directory: parse(outside.directory).root,
    args: ['config', '--null', '--get-all', 'safe.directory'],
    environment: userEnvironment(),
  })
  return output.toString().split('\0').slice(0, -1)
}

function isForeign(answer: Outcome): boolean {
  return /dubious ownership|unsafe repository/.test(answer.complaint)
}

function notOpened(directory: string, answer: Outcome): CannotRead {
  if (isForeign(answer)) {
    return new CannotRead(
      `${directory} belongs to another user, so git does not open it.`,
      `If you trust it: git config --global --add safe.directory ${directory}`,
    )
  }
  if (/not a git repository/.test(answer.complaint)) {
    return new CannotRead(
      `${directory} is not inside a git repository.`,
      'Pass --repo with the path of a clone, or review single files with `sluice lint FILE...`.',
    )
  }
  return new CannotRead(
    `git cannot open ${directory}: ${answer.complaint}`,
    'Run `git status` there to see what is wrong.',
  )
}
