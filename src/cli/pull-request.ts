import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from '../app/version.ts'
import { couldNotEvaluate } from '../core/evaluation.ts'
import { tokenClient } from '../github/app-client.ts'
import { type Endpoint, endpointOf } from '../github/endpoint.ts'
import { kindOf } from '../github/errors.ts'
import { pullFacts } from '../github/read.ts'
import type { SqlReader } from '../sql/reader.ts'
import { exit, UsageError } from './exit.ts'
import { publish, type ReportOptions } from './options.ts'
import { progress, progressDone } from './output.ts'
import type { PullPlace } from './pull-place.ts'
import { readPull } from './pull-read.ts'
import { pullReference } from './pull-reference.ts'

export interface PullOptions extends ReportOptions {
  readonly pull?: string
  readonly post?: true
}

/** `sluice review --pull`: a pull request, read from GitHub with a token, judged as the App judges it; with `--post` shown there. */
export async function pullRequestCommand(options: PullOptions, parser: SqlReader): Promise<number> {
  const { pull: text } = options
  if (text === undefined)
    throw new UsageError('--post goes with --pull.', 'Say which pull request: --pull OWNER/REPO#NUMBER.')
  const endpoint = endpointIn(process.env)
  const where = pullReference(text, endpoint.web)
  const token = tokenIn(process.env)
  const client = tokenClient({ token, endpoint, version: version() })
  try {
    return await inTemporaryFolder((cache) =>
      reviewPull(options, parser, { ...{ cache, where, token, client, endpoint } }),
    )
  } catch (error) {
    throw inWords(error)
  }
}

async function reviewPull(options: PullOptions, parser: SqlReader, place: PullPlace): Promise<number> {
  const { client, where } = place
  progress('asking GitHub')
  const pull = await pullFacts(client, where, where.number)
  const read = await readPull({ ...place, pull, options, parser })
  progressDone()
  const report =
    'failed' in read ? couldNotEvaluate({ base: null, head: pull.head, reasons: read.failed }) : read.report
  const posted = options.post
    ? await (await import('./pull-post.ts')).postReport(place, {
        pull,
        report,
        hunks: 'failed' in read ? {} : read.hunks,
      })
    : true
  if ('failed' in read) throw new UsageError(read.failed.join('\n'), undefined, read.code)
  const code = await publish(report, options)
  return code === exit.ok && !posted ? exit.notEvaluated : code
}

function endpointIn({ GITHUB_SERVER_URL: server, GITHUB_API_URL: api }: NodeJS.ProcessEnv): Endpoint {
  try {
    return endpointOf({ ...(server && { server }), ...(api && { api }) })
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message : String(error),
      'It comes from GITHUB_SERVER_URL and GITHUB_API_URL.',
    )
  }
}

/** Never an option: options show in the list of processes and in the shell's history. */
function tokenIn({ GITHUB_TOKEN, GH_TOKEN }: NodeJS.ProcessEnv): string {
  const token = (GITHUB_TOKEN || GH_TOKEN || '').trim()
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new UsageError(
    token === '' ? 'There is no token for GitHub.' : 'The token for GitHub has characters that no token has.',
    'Set GITHUB_TOKEN (or GH_TOKEN) to one that may read the repository.',
  )
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-pull-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const interrupted = (signal: NodeJS.Signals) => {
    remove()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted)
  try {
    return await work(folder)
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
    remove()
  }
}

/** What GitHub answered, as a sentence and what to do; a bug stays one. */
function inWords(error: unknown): unknown {
  if (error instanceof UsageError) return error
  const { kind, message } = kindOf(error)
  if (kind === 'bug') return error
  const isPassing = kind === 'unreachable' || kind === 'rate-limited'
  return new UsageError(message, nextSteps[kind], isPassing ? exit.notEvaluated : exit.usage)
}

const nextSteps: Record<Exclude<ReturnType<typeof kindOf>['kind'], 'bug'>, string> = {
  gone: 'Check the name and the number; a private repository also looks like this to a token that may not see it.',
  forbidden: 'Give the token that permission.',
  archived: 'An archived repository can only be read.',
  moved: 'Use the name that the repository has now.',
  'rate-limited': 'Wait, or use a token with a limit of its own.',
  unreachable: 'Try again; see GITHUB_SERVER_URL and GITHUB_API_URL.',
  invalid: 'Check the name and the number.',
  unauthorized: 'The token in GITHUB_TOKEN (or GH_TOKEN) is over or was never one: make another.',
}
