import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { scratchDirectory } from '../git/scratch.ts'

export const root = resolve(import.meta.dirname, '../..')

/** The shipped entry. */
const entry = join(root, 'bin/sluice.js')

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Surroundings {
  readonly cwd?: string
  /** Standard input; empty without it. */
  readonly input?: string | Buffer
  readonly env?: Readonly<Record<string, string>>
  /** Options of Node itself. */
  readonly node?: readonly string[]
  readonly script?: string
}

/** Runs `sluice` as a user's shell would, with nothing of this process's environment but the PATH. Nothing is rehearsed unless `env` says so. */
export function sluice(args: readonly string[], surroundings: Surroundings = {}): Ran {
  const { cwd = root, input = '', env = {}, node = [], script = entry } = surroundings
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [...node, script, ...args], {
    cwd,
    input,
    env: { PATH: process.env.PATH, HOME: cwd, SLUICE_REHEARSAL: 'off', ...env },
    maxBuffer: 256 * 1024 * 1024,
    encoding: 'utf8',
  })
  if (error) throw error
  return { code: status, out: stdout, err: stderr }
}

/** Runs `sluice` while this process goes on: it may be what `sluice` asks. */
export function sluiceBeside(
  args: readonly string[],
  { cwd = root, env = {} }: Pick<Surroundings, 'cwd' | 'env'>,
): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(process.execPath, [entry, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, SLUICE_REHEARSAL: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.on('error', reject)
  child.on('close', (code) => resolve({ code, out, err }))
  return promise
}

/** Runs `sluice` with a reader that closes its end before anything is written. */
export function sluiceUnread(args: readonly string[], cwd: string): Promise<Omit<Ran, 'out'>> {
  return new Promise((finish, fail) => {
    const child = spawn(process.execPath, [entry, ...args], {
      cwd,
      env: { PATH: process.env.PATH, SLUICE_REHEARSAL: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let err = ''
    child.stdout.destroy()
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.on('error', fail)
    child.on('close', (code) => finish({ code, err }))
  })
}

/** A folder with these files, gone when the test is. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = scratchDirectory()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** What machines read of a JSON report, as far as these tests look at it. */
export interface JsonReport {
  readonly verdict: string
  readonly reasons: readonly string[]
  readonly assumptions: readonly string[]
  readonly findings: readonly {
    readonly ruleId: string
    readonly enforcement: string
    readonly path: string
    readonly startLine: number
    readonly message: string
    readonly subject: { readonly kind: string; readonly name: string }
  }[]
  readonly changes: readonly {
    readonly kind: string
    readonly subject: { readonly kind: string; readonly name: string }
    readonly path: string
    readonly line: number
  }[]
  readonly coverage: {
    readonly files: readonly {
      readonly path: string
      readonly status: string
      readonly reason?: string
      readonly statements?: { readonly total: number; readonly analysed: number }
    }[]
  }
}

/** Lints with `--format json` and reads the answer. */
export function lintJson(
  args: readonly string[],
  surroundings?: Surroundings,
): { readonly code: number | null; readonly err: string; readonly report: JsonReport } {
  const { code, out, err } = sluice(['lint', ...args, '--format', 'json'], surroundings)
  if (out === '') throw new Error(`no report (exit ${code}): ${err}`)
  return { code, err, report: JSON.parse(out) }
}
