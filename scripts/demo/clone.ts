import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Clone {
  readonly folder: string
  readonly url: string
  /** A personal access token; git gets it through its environment. */
  readonly token: string
}

interface Change {
  readonly branch: string
  /** Null: the file goes. */
  readonly files: Readonly<Record<string, string | null>>
  readonly message: string
}

/** Clones where there is no clone yet, commits the change on its branch and pushes it. */
export async function writeChange(clone: Clone, { branch, files, message }: Change): Promise<void> {
  const git = (...args: readonly string[]) =>
    run(clone, existsSync(clone.folder) ? ['-C', clone.folder, ...args] : args)
  if (!existsSync(clone.folder)) {
    await git('clone', '--quiet', clone.url, clone.folder)
    await git('switch', '--quiet', '--create', branch)
  }
  for (const [path, content] of Object.entries(files)) {
    const file = join(clone.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    if (content === null) rmSync(file)
    else writeFileSync(file, content)
  }
  await git('add', '--all')
  await git('commit', '--quiet', '--message', message)
  await git('push', '--quiet', '--set-upstream', 'origin', branch)
}

/** Never blocks this process: the GitHub that git talks to lives in it. */
function run({ token }: Clone, args: readonly string[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const identity = [
    '-c',
    'user.name=Jonas',
    '-c',
    'user.email=jonas@example.com',
    '-c',
    'commit.gpgSign=false',
  ]
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  const child = spawn('git', [...identity, ...args], {
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'http.extraHeader',
      GIT_CONFIG_VALUE_0: `Authorization: basic ${basic}`,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  child.on('error', reject)
  child.on('close', (code) =>
    code === 0 ? resolve() : reject(new Error(`git ${args.join(' ')} failed:\n${complaint}`)),
  )
  return promise
}
