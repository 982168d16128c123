import type { Verdict } from './confront.ts'
import type { FileContext } from './context.ts'
import type { Evidence, Hit } from './finding.ts'
import { normalise } from './fingerprint.ts'
import { lastPart } from './name.ts'
import { seenOn } from './seen.ts'
import type { Statement } from './statement.ts'
import { shortened } from './text.ts'

/** How a statement that a block or function holds came to run. */
interface Run {
  /** The file does not spell it out. */
  readonly isHidden: boolean
  readonly evidence: readonly Evidence[]
}

/** Undefined for a statement of the file itself, and where its block did not run to its end. */
export function howItRan(hit: Hit, statement: Statement, file: FileContext): Run | undefined {
  const { inside, range, ran } = statement
  const seen = inside && file.at(statement).seen
  if (!inside || !seen || seen.error) return undefined
  if (!ran) return { isHidden: false, evidence: passedBy(hit, statement, file) }
  if (inside.block !== range) return undefined
  const word = lastPart(hit.claim?.table ?? hit.subject.name).toLowerCase()
  const texts = seen.inner.filter(({ sql }) => sql.toLowerCase().includes(word)).slice(0, mostShown)
  const saw = ran === 'undone' ? 'saw it run, and its block undo it' : 'saw it run'
  const shown = texts.map(({ sql }) => measured(`The rehearsal ${saw}: ${shortened(normalise(sql), 200)}`))
  return { isHidden: true, evidence: shown }
}

/** A lock on the table may be of the statement itself: not every server tells what runs inside others. */
function passedBy({ claim }: Hit, statement: Statement, file: FileContext): readonly Evidence[] {
  if (claim?.does !== 'work' || seenOn(claim.table, statement, file)?.lock) return []
  return [measured('The rehearsal ran the block and did not come to this statement.')]
}

const measured = (text: string): Evidence => ({ strength: 'measured', kind: 'statement', text })
const mostShown = 3

/** A hit with what the rehearsal adds to it. A suggestion edits the file, which does not spell out what a block was seen to run. */
export function shown(hit: Hit, verdict: Verdict | undefined, run: Run | undefined): Hit {
  const { suggestion, assumption, confidence, evidence = [], ...said } = hit
  const own = { ...said, ...(suggestion && !run?.isHidden && { suggestion }) }
  const more = [...evidence, ...(run?.evidence ?? [])]
  if (!verdict || verdict.kind === 'disproved') {
    const doubts = { ...(assumption && { assumption }), ...(confidence && { confidence }) }
    return more.length === 0 ? { ...own, ...doubts } : { ...own, ...doubts, evidence: more }
  }
  const message =
    verdict.kind === 'corrected' ? `${said.message} ${corrected(verdict.evidence.text)}` : said.message
  return { ...own, message, evidence: [...more, verdict.evidence] }
}

const corrected = (text: string) => text.replace(/\.$/, ' instead.')
