import type { FileCoverage, JudgedFinding } from '../../core/report.ts'
import type { Trial } from '../try-out.ts'

/**
 * What rules have against the change as it would be and not against the change as it is, as a clause; undefined for nothing. Where a finding
 * moved to another line it is the same one; whether a comment silences it makes no difference.
 */
export function objection(before: Trial, after: Trial): string | undefined {
  const [finding] = newOnes(held(before), held(after), ({ ruleId, subject }) => `${ruleId} ${subject.name}`)
  if (finding) return `${finding.ruleId} objects: ${finding.message}`
  const [open] = newOnes(
    before.evaluation.undetermined ?? [],
    after.evaluation.undetermined ?? [],
    ({ ruleId, subject }) => `${ruleId} ${subject.name}`,
  )
  if (open) return `${open.ruleId} cannot tell any more of ${open.subject.name}`
  const [failure] = newOnes(before.evaluation.failures, after.evaluation.failures, (text) => text)
  return failure
}

/** Findings that this change is answerable for and that anybody would be shown. */
export function held({ evaluation }: Trial): readonly JudgedFinding[] {
  return evaluation.findings.filter(
    ({ status, enforcement }) =>
      status === 'introduced' && (enforcement === 'block' || enforcement === 'warn'),
  )
}

/** Those of which there are more than there were, by key. */
function newOnes<T>(before: readonly T[], after: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const left = new Map<string, number>()
  for (const one of before) left.set(keyOf(one), (left.get(keyOf(one)) ?? 0) + 1)
  return after.filter((one) => {
    const count = left.get(keyOf(one)) ?? 0
    left.set(keyOf(one), count - 1)
    return count <= 0
  })
}

/** Why a file counts as read less than it was, or less than whole where it is new, as a clause. */
export function unreadPart(path: string, before: Trial, after: Trial): string | undefined {
  const [was, is] = [coverageOf(before, path), coverageOf(after, path)]
  if (!is) return `${path} is not read`
  if (missed(is) <= (was ? missed(was) : 0)) return undefined
  return `${path} is not read whole: ${is.reason ?? 'a part of it'}`
}

const coverageOf = ({ evaluation }: Trial, path: string) =>
  evaluation.coverage.find((file) => file.path === path)

/** Statements that were not read; of what was not read at all there is no end. */
function missed({ status, statements }: FileCoverage): number {
  if (status === 'not-evaluated') return Number.POSITIVE_INFINITY
  if (status === 'evaluated') return 0
  return statements ? statements.total - statements.analysed : 1
}
