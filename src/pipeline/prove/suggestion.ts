import type { LineRange } from '../../core/text.ts'
import type { Verified } from '../../review/answer.ts'
import type { ReadChange } from '../read-change.ts'
import { headText, type Refused, type Trial } from '../try-out.ts'
import { lossOf } from './losses.ts'
import { objection, unreadPart } from './objections.ts'
import { oddStatement } from './plain-sql.ts'
import { hiddenIn } from './plain-text.ts'
import { failsOnRows, graverLock, hasRun, runOf, serverOf, withoutRows } from './rehearsed.ts'
import { type Bench, isRefused, type Proved, proved, refused } from './trials.ts'
import { undoing } from './undoing.ts'

type Suggested = Pick<Verified, 'path' | 'lines' | 'quote' | 'suggested'>

/**
 * Puts the suggestion in place of the quote and evaluates the change anew: accepted where the file is read as whole as before, no rule
 * objects to more than before, and a new migration runs without a graver lock.
 */
export async function proveSuggestion(finding: Suggested, bench: Bench): Promise<Proved | Refused> {
  const { path, quote, suggested } = finding
  const { before } = bench
  const text = headText(before, path)
  const start = text === undefined ? -1 : placeOf(finding, text)
  if (text === undefined || suggested === undefined || start < 0)
    return refused(`${path} does not hold the quote where the finding says.`)
  const whole = text.slice(0, start) + suggested + text.slice(start + quote.length)
  const problem = whole === text ? 'It changes nothing.' : hiddenIn(suggested, [text])
  if (problem !== undefined) return refused(problem)
  const after = await bench.tryOut([{ path, text: whole }], (read) => oddIn(path, [text], read))
  if (isRefused(after)) return after
  const why = unreadPart(path, before, after) ?? objection(before, after)
  if (why !== undefined) return refused(why)
  const ran = played(path, after, bench)
  if (isRefused(ran)) return ran
  return proved(
    [`Parses as ${languageOf(path, after.read)}.`, 'No rule objects.', ...ran.proof],
    ran.caveats ?? [],
  )
}

/** Why it is not tried, as a clause. */
function oddIn(path: string, olds: readonly string[], read: ReadChange): string | undefined {
  if (languageOf(path, read) === undefined) return `${path} cannot be tried: nothing here reads it`
  const document = read.head.documents.get(path)
  return document && oddStatement(document, olds)
}

/** Offset of the quote at the lines that code found for it; -1 where it is not there. */
function placeOf({ lines, quote }: Suggested, text: string): number {
  if (quote === '') return -1
  const start = text.indexOf(quote, offsetOfLine(text, lines))
  return start >= 0 && lineOf(text, start) <= lines.endLine ? start : -1
}

const lineEnds = /\r\n|\n|\r/g

function offsetOfLine(text: string, { startLine }: LineRange): number {
  const ends = text.matchAll(lineEnds)
  let offset = 0
  for (let line = 1; line < startLine; line++) {
    const next = ends.next()
    if (next.done) return text.length
    offset = next.value.index + next.value[0].length
  }
  return offset
}

const lineOf = (text: string, offset: number) => (text.slice(0, offset).match(lineEnds)?.length ?? 0) + 1

function languageOf(path: string, read: ReadChange): string | undefined {
  const document = read.head.documents.get(path)
  if (document) return document.dialect === 'postgres' ? 'Postgres SQL' : undefined
  return read.terraform.coverage.some((file) => file.path === path && file.status === 'evaluated')
    ? 'Terraform code'
    : undefined
}

/** What running it showed, as sentences; nothing for a file that no tool runs. */
function played(path: string, after: Trial, { before, isRehearsed }: Bench): Proved | Refused {
  const member = after.read.survey.head.members.get(path)
  if (!member) return proved([], [])
  if (!isRehearsed) return proved([], ['It was not run: there is no place for that here.'])
  const { role, partner } = member.migration
  if (role === 'down') return undone({ path, partner }, after, before)
  const run = runOf(path, after)
  if (!hasRun(run)) return refused(run.why)
  const was = runOf(path, before)
  const earlier = hasRun(was) ? was : undefined
  const graver = failsOnRows([run], earlier) ?? graverLock(earlier, run)
  if (graver !== undefined) return refused(graver)
  return isUndoWorse(earlier?.file.undo?.outcome, run.file.undo?.outcome)
    ? refused('Its undo script does not undo it any more.')
    : proved([`Applied in the rehearsal on ${serverOf(run)}.`], withoutRows([run]))
}

function undone(
  { path, partner }: { readonly path: string; readonly partner: string | undefined },
  after: Trial,
  before: Trial,
): Proved | Refused {
  const script = partner === undefined ? undefined : undoing(partner, path, after.read)
  const loss = script && lossOf(script, [headText(before, path) ?? ''])
  if (loss !== undefined) return refused(loss)
  const run = partner === undefined ? undefined : runOf(partner, after)
  if (!run || !hasRun(run)) return refused('It cannot be tried: what it undoes was not rehearsed.')
  const was = partner === undefined ? undefined : runOf(partner, before)
  if (isUndoWorse(was && hasRun(was) ? was.file.undo?.outcome : undefined, run.file.undo?.outcome))
    return refused('It does not undo what it undid.')
  return run.file.undo?.outcome === 'restored'
    ? proved([`Applied and undone in the rehearsal on ${serverOf(run)}.`], [])
    : refused('It does not undo the migration.')
}

const isUndoWorse = (was: string | undefined, is: string | undefined) =>
  is === undefined ? was !== undefined : is !== 'restored' && was !== is
