import type { Evaluation } from '../core/evaluation.ts'
import type { Opinion } from '../core/opinion.ts'
import type { Policy } from '../core/policy.ts'
import { reviewSettingOf } from '../review/setting.ts'
import type { Database } from '../store/database.ts'
import type { Evaluated } from '../store/evaluations.ts'
import { opinionOf } from '../store/opinions.ts'

/** An opinion with the numbers that follow those of what the rules find now: the head may have been judged anew since. */
export function numberedAfter(evaluation: Pick<Evaluation, 'findings'>, opinion: Opinion): Opinion {
  const last = evaluation.findings.length
  return {
    ...opinion,
    findings: opinion.findings.map((one, index) => ({ ...one, number: last + index + 1 })),
  }
}

/** What the conversation of a pull request tells of a head: nothing where the policy wants it recorded alone, or nothing shared. */
export async function opinionToTell(
  database: Database,
  place: Evaluated,
  evaluation: Pick<Evaluation, 'findings'> & { readonly policy: Policy },
): Promise<Opinion | undefined> {
  if (reviewSettingOf(evaluation.policy).share === 'off') return undefined
  const known = await opinionOf(database, place)
  return known && !known.opinion.isShadow ? numberedAfter(evaluation, known.opinion) : undefined
}
