import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type GitHub, startGitHub } from '../test/github/github.ts'
import type { PullHandle } from '../test/github/pull-handle.ts'
import { writeChange } from './demo/clone.ts'
import { bar, heading, note, showChange, showCheck, showComment, showThreads } from './demo/screen.ts'
import { fixed, merged, opened } from './demo/story.ts'

// The whole App, on this machine alone: a simulated GitHub, `sluice start` as an operator starts it, a developer who pushes with git.
// Everything printed is what that GitHub holds afterwards.

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'sluice-demo-'))
const github = await startGitHub()

try {
  await demo()
} finally {
  await github.close()
  rmSync(folder, { recursive: true })
}

async function demo(): Promise<void> {
  heading('A GitHub of our own, and the App')
  const shop = github.repository('acme/shop')
  shop.commit({ files: merged, message: 'What is merged' })
  shop.setRole('jonas', 'write')
  shop.protect({ checks: [{ context: 'Sluice', appId: github.app.id }] })
  note(`acme/shop is on a simulated GitHub at ${github.url}; nothing leaves this machine.`)
  note('Its branch main requires the check "Sluice", of our App and of nobody else.')
  const app = await startApp(github)
  note(`$ sluice start      ready in ${app.seconds} s, on its embedded store`)

  try {
    heading('Jonas pushes a branch and opens a pull request')
    showChange(opened)
    await push('totals', opened, 'Totals in double precision, status index, no more email')
    const pull = shop.openPull({
      head: 'totals',
      title: 'Order totals, status index, no more email',
      by: 'jonas',
    })
    await shown(pull, app)
    showCheck(pull)
    bar(`Merge button: ${refusalToMerge(pull)}`)
    showThreads(pull)
    showComment(pull)

    heading('He fixes it and pushes again')
    showChange(fixed)
    await push('totals', fixed, 'Only the index, built concurrently')
    await shown(pull, app)
    showCheck(pull)
    showThreads(pull)
    showComment(pull)
    pull.merge('jonas')
    note('Jonas merges.')
  } finally {
    await app.stop()
  }
  note('$ kill -TERM        sluice drained and stopped')
}

interface App {
  readonly seconds: string
  /** Whether no job waits or runs, as its metrics say. */
  isIdle(): Promise<boolean>
  stop(): Promise<void>
}

/** The shipped entry point, told where its GitHub is. Resolves once it listens. */
function startApp({ app, url, connect }: GitHub): Promise<App> {
  const { promise, resolve: ready, reject } = Promise.withResolvers<App>()
  const started = performance.now()
  const child = spawn(process.execPath, [join(root, 'bin/sluice.js'), 'start'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      APP_ID: String(app.id),
      PRIVATE_KEY: app.privateKey,
      WEBHOOK_SECRET: app.webhookSecret,
      GITHUB_SERVER_URL: url,
      GITHUB_API_URL: url,
      SLUICE_DATA: join(folder, 'data'),
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((done) => child.on('close', () => done()))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    const [, address] = /listens on (http:\/\/[\d.:]+)/.exec(output) ?? []
    if (address === undefined) return
    connect(`${address}/api/github/webhooks`)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    ready({ seconds, stop, isIdle: () => isIdle(address) })
  })
  void ended.then(() => reject(new Error(`sluice start did not come up:\n${output}`)))
  return promise
}

async function isIdle(address: string): Promise<boolean> {
  const metrics = await (await fetch(`${address}/metrics`)).text()
  return (
    /^sluice_jobs\{state="waiting"\} 0$/m.test(metrics) && /^sluice_jobs\{state="running"\} 0$/m.test(metrics)
  )
}

/** A clone, a commit and a push, by git itself, as Jonas. */
async function push(
  branch: string,
  files: Readonly<Record<string, string | null>>,
  message: string,
): Promise<void> {
  const clone = {
    folder: join(folder, 'clone'),
    url: `${github.url}/acme/shop.git`,
    token: github.userToken('jonas'),
  }
  await writeChange(clone, { branch, files, message })
  note(`$ git push origin ${branch}`)
}

/** Waits until the head's check is complete and the App has nothing more to do. */
async function shown(pull: PullHandle, app: App): Promise<void> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  let completed = 0
  while (completed === 0 || !(await app.isIdle())) {
    if (seconds() > 60) throw new Error('The check was not completed within a minute.')
    if (completed === 0 && pull.checkRuns.some(({ status }) => status === 'completed')) completed = seconds()
    await new Promise((done) => setTimeout(done, 50))
  }
  note(`A signed webhook, a fetch and a review later, after ${completed.toFixed(1)} s, GitHub shows:`)
}

function refusalToMerge(pull: PullHandle): string {
  try {
    pull.merge('jonas')
    return 'it is green, which it must not be'
  } catch (error) {
    return `blocked. ${error instanceof Error ? error.message : String(error)}`
  }
}
