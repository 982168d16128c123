import type { SqlDocument } from '../core/document.ts'
import type { ReplayProblem } from '../core/replay.ts'
import type { FileCoverage } from '../core/report.ts'
import { LineMap } from '../core/text.ts'
import type { Model } from './model.ts'
import type { SideDocuments } from './read.ts'

/** Most contradictions of one history that are told one by one. */
const mostTold = 5

/** What the reader should know of the databases the change was judged against, as sentences with file and line. */
export function doubtsOf({ merged, problems, head }: Model, { documents }: SideDocuments): string[] {
  // Those of changed files are findings of migration/contradicts-history.
  const merelyKnown = problems.filter(
    ({ path }) => !head.has(path) || head.get(path)?.before.relations.size === 0,
  )
  const contradictions = merelyKnown.map((problem) => contradiction(problem, documents.get(problem.path)))
  const told = new Set(problems.map(({ path, text }) => `${path} ${text}`))
  const gaps = [...merged.values()]
    .flatMap(({ partial }) => partial)
    .filter(({ path, reason }) => !told.has(`${path} ${reason}`))
    .map(({ path, reason }) => `${path}: ${reason}; what follows is judged without knowing what it does.`)
  return [...first(contradictions, 'contradictions'), ...first([...new Set(gaps)], 'gaps')]
}

function contradiction({ path, range, text }: ReplayProblem, document: SqlDocument | undefined): string {
  const line = document ? `:${new LineMap(document.text).position(range.start).line}` : ''
  return `The history does not replay at ${path}${line}: ${text}. Check the order of the files, or give those that are missing.`
}

function first(sentences: readonly string[], what: string): string[] {
  const more = sentences.length - mostTold
  return more > 0 ? [...sentences.slice(0, mostTold), `${more} more ${what} of this kind.`] : [...sentences]
}

/**
 * Why there is no review worth the name, as sentences: the parser answered for none of the texts it was given, or nothing of what
 * a person named could be read. A pull request's other unread files are the policy's to judge.
 */
export function failuresOf(
  scope: 'pull-request' | 'files',
  coverage: readonly FileCoverage[],
  sides: readonly SideDocuments[],
): string[] {
  const asked = sides.some(({ unanswered }) => unanswered.length > 0)
  const answered = sides.some(({ documents }) => documents.size > 0)
  const file = coverage.find((candidate) => candidate.reason)
  const reason = file
    ? `${file.path}: ${file.reason?.replace(/\.$/, '')}`
    : sides.flatMap((side) => side.unanswered)[0]
  if (asked && !answered) return [`No SQL could be read: ${reason}.`]
  const nothing =
    coverage.length > 0 && coverage.every(({ status, statements }) => isNothing(status, statements))
  return scope === 'files' && nothing ? [`Nothing of what was named could be evaluated: ${reason}.`] : []
}

function isNothing(status: FileCoverage['status'], statements: FileCoverage['statements']): boolean {
  return status === 'not-evaluated' || (status === 'partly' && statements?.analysed === 0)
}
