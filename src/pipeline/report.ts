import type { Change } from '../core/change.ts'
import { enforcementFor } from '../core/enforcement.ts'
import type { Undetermined } from '../core/evaluate.ts'
import { enforcements, type Finding, type FindingStatus, severities } from '../core/finding.ts'
import type { Policy } from '../core/policy.ts'
import type { JudgedEdit, JudgedFinding, LocatedUndetermined, Report } from '../core/report.ts'
import type { ReportedPlan } from '../core/report-plan.ts'
import type { Rule } from '../core/rule.ts'
import { type Snapshot, textAt } from '../core/snapshot.ts'
import { LineMap, type LineRange, type Range, startOfFile } from '../core/text.ts'

/** Turns offsets of either side's files into lines; each file's lines are found once. */
export class Places {
  readonly #snapshot: Snapshot
  readonly #maps = new Map<string, LineMap>()
  readonly #sources = new Map<string, readonly string[]>()
  readonly #loneReturns = new Map<string, boolean>()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  lines(path: string, range: Range, side: 'base' | 'head' = 'head'): LineRange {
    return this.#map(path, side).lines(range)
  }

  undetermined(found: readonly Undetermined[]): readonly LocatedUndetermined[] {
    return found.map((one) => ({ ...one, lines: this.lines(one.path, one.range) }))
  }

  edit(path: string, range: Range, text: string): JudgedEdit {
    const lines = this.lines(path, range)
    const source = this.#source(path)
      .slice(lines.startLine - 1, lines.endLine)
      .join('\n')
    return { lines, source, text, ...(this.#hasLoneReturns(path) && { loneReturns: true as const }) }
  }

  #source(path: string): readonly string[] {
    const known = this.#sources.get(path) ?? this.text(path, 'head').split(/\r\n|\r|\n/)
    this.#sources.set(path, known)
    return known
  }

  #hasLoneReturns(path: string): boolean {
    const known = this.#loneReturns.get(path) ?? /\r(?!\n)/.test(this.text(path, 'head'))
    this.#loneReturns.set(path, known)
    return known
  }

  text(path: string, side: 'base' | 'head'): string {
    const [here, there] =
      side === 'head'
        ? [this.#snapshot.head, this.#snapshot.base]
        : [this.#snapshot.base, this.#snapshot.head]
    return textAt(here, path) ?? textAt(there, path) ?? ''
  }

  #map(path: string, side: 'base' | 'head'): LineMap {
    const key = `${side}:${path}`
    const known = this.#maps.get(key) ?? new LineMap(this.text(path, side))
    this.#maps.set(key, known)
    return known
  }
}

const statusOrder: readonly FindingStatus[] = ['introduced', 'existing', 'fixed']

/** Adds what the policy, the rule and the text say to each finding, orders and numbers them. */
export function judgedFindings(
  findings: readonly Finding[],
  rules: readonly Rule[],
  policy: Policy,
  places: Places,
): JudgedFinding[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  return findings
    .map((finding) => judged(finding, byId.get(finding.ruleId), policy, places))
    .filter(({ enforcement }) => enforcement !== 'off')
    .sort(byGravity)
    .map((finding, i) => ({ ...finding, number: i + 1 }))
}

function judged(finding: Finding, rule: Rule | undefined, policy: Policy, places: Places): JudgedFinding {
  const { path, range, suggestion, suppressedBy, evidence } = finding
  const side = finding.status === 'fixed' ? 'base' : (finding.side ?? 'head')
  return {
    ...finding,
    number: 0,
    enforcement: enforcementFor(policy, finding),
    lines: places.lines(path, range, side),
    title: rule?.title ?? finding.ruleId,
    why: rule?.why ?? '',
    fix: rule?.fix ?? '',
    evidence: evidence.map((item) =>
      item.place ? { ...item, lines: places.lines(item.place.path, item.place.range, side) } : item,
    ),
    ...(suggestion
      ? { edits: suggestion.edits.map((edit) => places.edit(path, edit.range, edit.text)) }
      : {}),
    ...(suppressedBy
      ? { suppressedAt: places.lines(suppressedBy.place.path, suppressedBy.place.range) }
      : {}),
  }
}

function byGravity(one: JudgedFinding, other: JudgedFinding): number {
  const keys = (finding: JudgedFinding) => [
    finding.suppressedBy ? 1 : 0,
    statusOrder.indexOf(finding.status),
    enforcements.indexOf(finding.enforcement),
    severities.indexOf(finding.severity),
  ]
  const [mine, theirs] = [keys(one), keys(other)]
  for (let i = 0; i < mine.length; i++) {
    const difference = (mine[i] ?? 0) - (theirs[i] ?? 0)
    if (difference !== 0) return difference
  }
  if (one.path !== other.path) return one.path < other.path ? -1 : 1
  return (
    one.range.start - other.range.start ||
    (one.ruleId < other.ruleId ? -1 : one.ruleId > other.ruleId ? 1 : 0)
  )
}

export function locatedChanges(changes: readonly Change[], places: Places): Report['changes'] {
  return changes.map((change) => ({
    ...change,
    lines: places.lines(change.path, change.range ?? startOfFile, change.side),
  }))
}

export function locatedPlans(plans: readonly ReportedPlan[], places: Places): Report['plans'] {
  return plans.map((plan) => ({
    ...plan,
    resources: plan.resources.map((resource) => {
      const { place, side } = resource
      return place ? { ...resource, lines: places.lines(place.path, place.range, side) } : resource
    }),
  }))
}
