import { createHash } from 'node:crypto'
import { checkName } from '../app/check-names.ts'
import type { Report } from '../core/report.ts'
import { createCheckRun, shownBy } from '../github/check-run.ts'
import { putComment } from '../github/comment.ts'
import { kindOf } from '../github/errors.ts'
import type { Ledger } from '../github/ledger.ts'
import { at, type PullFacts } from '../github/pull.ts'
import { pullFacts } from '../github/read.ts'
import { postReview } from '../github/review.ts'
import { settleThreads } from '../github/threads.ts'
import { type CheckRunOutput, isToldBy, renderCheckRun } from '../render/check-run.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { fingerprintIn, suggestionOf } from '../render/suggestion.ts'
import { oneLine } from '../render/visible.ts'
import type { PullPlace } from './pull-place.ts'
import type { Hunks } from './pull-read.ts'

/** A report on its way to its pull request. */
export interface Posting {
  readonly pull: PullFacts
  readonly report: Report
  readonly hunks: Hunks
}

/**
 * Shows a report at GitHub as the App does: check run, comment, suggestions. What the token may not write is said on standard error, and
 * the rest is written; false when something else went wrong. Twice is as once.
 */
export async function postReport(place: PullPlace, posting: Posting): Promise<boolean> {
  const { client, where } = place
  const { pull } = posting
  const now = await pullFacts(client, where, where.number)
  if (now.head !== pull.head || now.baseRef !== pull.baseRef || now.state !== 'open') {
    say('The pull request has moved on or is closed: nothing was posted.')
    return true
  }
  const parts = [await attempt('check run', checkAdvice, () => postCheck(place, posting))]
  if (!now.draft) parts.push(await attempt('comment', commentAdvice, () => talk(place, posting)))
  return parts.every(Boolean)
}

const app = 'or install the App, which always may (docs/running.md).'
const checkAdvice = `GitHub keeps check runs to Apps and to workflows with \`checks: write\`, which forks do not get: run this there, ${app}`
const commentAdvice = `The token needs \`pull-requests: write\`, which the workflows of forks do not get: use another, ${app}`

/** True also when the token may not: that is no fault of the review. */
async function attempt(what: string, advice: string, write: () => Promise<void>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    const { kind, message } = kindOf(error)
    if (kind === 'bug') throw error
    const isDenied = kind === 'forbidden' || kind === 'gone'
    say(`The ${what} could not be posted. ${message}${isDenied ? ` ${advice}` : ' Run this again.'}`)
    return isDenied
  }
}

const say = (text: string) => process.stderr.write(`sluice: ${oneLine(text)}\n`)

/**
 * Nothing is remembered between runs, so GitHub is asked whether the newest run of this token's App says the same already. Others may
 * take the name of the check, and what we write as its external id.
 */
async function postCheck(place: PullPlace, { pull, report }: Posting): Promise<void> {
  const { client, where } = place
  const rendered = renderCheckRun(report)
  const { conclusion, ...output } = rendered
  const newest = await newestOwnRun(place, pull.head)
  const hash = `sluice-${hashOf(rendered)}`
  const isSame = newest?.external_id?.startsWith(hash) && isToldBy(shownBy(newest), rendered)
  if (newest?.status === 'completed' && isSame) return
  const run = { name: checkName, head: pull.head, externalId: `${hash}-${newest?.id ?? 0}` }
  await createCheckRun(client, where, { ...run, status: 'completed', conclusion, output, lookUp: false })
}

async function newestOwnRun(place: PullPlace, head: string) {
  const { client, where } = place
  const login = await ownLogin(place)
  const question = { ...at(where), ref: head, check_name: checkName, filter: 'all', per_page: 100 } as const
  const runs = await client.paginate(client.rest.checks.listForRef, question)
  const own = runs.filter(({ app }) => `${app?.slug}[bot]` === login)
  return own.toSorted((one, other) => other.id - one.id)[0]
}

/** Without what differs from run to run of one and the same outcome. */
function hashOf({ title, conclusion, annotations }: CheckRunOutput): string {
  const content = JSON.stringify({ title, conclusion, annotations })
  return createHash('sha256').update(content).digest('hex').slice(0, 32)
}

async function talk(from: PullPlace, { pull, report, hunks }: Posting): Promise<void> {
  const { client, where } = from
  const place = { number: where.number, ownLogin: await ownLogin(from), ledger: alwaysAsk }
  await putComment(client, where, { ...place, body: renderMarkdown(report), key: 'comment' })
  const open = report.findings.filter((one) => one.status === 'introduced' && !one.suppressedBy)
  const suggestions = open.flatMap((finding) => {
    const made = suggestionOf(finding)
    return made ? [{ ...made, fingerprint: finding.fingerprint }] : []
  })
  if (suggestions.length > 0)
    await postReview(client, where, {
      ...place,
      head: pull.head,
      suggestions,
      hunks,
      key: 'review',
      fingerprintIn,
    })
  const fingerprints = new Set(open.map(({ fingerprint }) => fingerprint))
  await settleThreads(client, where, { ...place, open: fingerprints, fingerprintIn })
}

/** Nobody remembers what an earlier run wrote: whatever may be there is looked up at GitHub. */
const alwaysAsk: Ledger = {
  recall: async () => ({ state: 'intended' }),
  intend: async () => undefined,
  record: async () => undefined,
  forget: async () => undefined,
}

/** Whose token this is, as comments name their author: `github-actions[bot]` in a workflow. */
async function ownLogin({ client, token }: PullPlace): Promise<string> {
  const { viewer } = await client.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
  // GraphQL leaves the end of an App's name off.
  return token.startsWith('ghs_') ? `${viewer.login.replace(/\[bot\]$/, '')}[bot]` : viewer.login
}
