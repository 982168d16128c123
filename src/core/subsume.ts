import type { Verdict } from './confront.ts'
import type { FileContext } from './context.ts'
import type { Hit, RawFinding } from './finding.ts'
import type { Rule } from './rule.ts'
import { seenOn } from './seen.ts'
import type { Statement } from './statement.ts'
import { contains, overlaps } from './text.ts'

/** A finding with the hit it was made of, the statement it stands in and what the rehearsal says of it. */
export interface Located {
  readonly finding: RawFinding
  readonly hit: Hit
  readonly statement: Statement | undefined
  readonly verdict?: Verdict
}

/** A hit that is not told and yet explains what was seen. */
export interface Silent {
  readonly ruleId: string
  readonly hit: Hit
}

export interface Beside {
  readonly file: FileContext | undefined
  readonly silent: () => readonly Silent[]
}

/**
 * One finding per cause: a rule gives way to the rules it names in `subsumedBy` where these report on the same place. A disproved finding
 * takes along those that said the same less well, unless the rehearsal confirmed them.
 */
export function withoutSubsumed(
  located: readonly Located[],
  rules: readonly Rule[],
  beside: Beside,
): readonly Located[] {
  if (located.length === 0) return located
  const yielding = new Map(rules.flatMap((rule) => (rule.subsumedBy ? [[rule.id, rule] as const] : [])))
  const byPlace = Map.groupBy(located, placeOf)
  const byAspect = Map.groupBy(located, aspectOf)
  let silent: readonly Silent[] | undefined
  return located.filter((own) => {
    const rule = yielding.get(own.finding.ruleId)
    if (!rule) return true
    if (rule.lastResort) {
      silent ??= [...beside.silent(), ...located.map(({ hit, finding }) => ({ hit, ruleId: finding.ruleId }))]
      return !silent.some(
        (one) => rule.subsumedBy?.includes(one.ruleId) && explains(one.hit, own, beside.file),
      )
    }
    const isBetter = (other: Located) => rule.subsumedBy?.includes(other.finding.ruleId)
    if (own.hit.aspect && (byAspect.get(aspectOf(own)) ?? []).some(isBetter)) return false
    return !(byPlace.get(placeOf(own)) ?? []).some((other) => isBetter(other) && isTold(other, own))
  })
}

/** The attribute of a resource, whatever its instance. */
function aspectOf({ finding, hit: { aspect } }: Located): string | undefined {
  return (
    aspect && JSON.stringify([finding.subject.name.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, ''), aspect])
  )
}

function isTold({ finding, hit, verdict }: Located, own: Located): boolean {
  const [mine, theirs] = [own.hit.aspect, hit.aspect]
  const isForeign = domainOf(finding) !== domainOf(own.finding)
  if (isForeign && mine !== undefined && theirs !== undefined && mine !== theirs) return false
  // A failure is explained by what fails, and not by what would take long.
  if (own.hit.claim?.does === 'fail' && hit.claim?.does === 'work') return false
  if (verdict?.kind === 'disproved' && own.verdict && own.verdict.kind !== 'disproved') return false
  return overlaps(finding.range, own.finding.range)
}

const domainOf = ({ ruleId }: RawFinding) => ruleId.slice(0, ruleId.indexOf('/'))

/** Whether a hit inside the statement speaks of the same table, or of none. */
function explains({ at, claim }: Hit, { hit, statement }: Located, file: FileContext | undefined): boolean {
  if (!contains(hit.at, at)) return false
  const [mine, theirs] = [hit.claim, claim].map((one) => (one?.does === 'work' ? one.table : undefined))
  if (mine === undefined || theirs === undefined || !statement || !file) return true
  const full = (name: string) => seenOn(name, statement, file)?.names
  const [own, other] = [full(mine), full(theirs)]
  return mine === theirs || !own || !other || [...own].some((name) => other.has(name))
}

/** The statement, or outside SQL the subject at a path. */
function placeOf({ statement, finding }: Located): Statement | string {
  return statement ?? JSON.stringify([finding.path, finding.side, finding.subject.name])
}
