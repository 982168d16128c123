import type { ChangeKind } from '../core/change.ts'
import { isOpen } from '../core/decide.ts'
import type { Tier } from '../core/opinion.ts'
import type { JudgedFinding } from '../core/report.ts'
import { isChange } from './line-diff.ts'
import { filesOf, type Material, type SharedFile } from './material.ts'

/** How dangerous a few files are, from what rules and the plan say of them. */
export interface Danger {
  /** Data, or what protects it, goes; a rule blocks; rights grow. */
  readonly isHigh: boolean
  /** The more, the sooner it is asked about. */
  readonly weight: number
}

const destructive: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'schema-dropped',
  'table-dropped',
  'table-replaced',
  'column-dropped',
  'protection-removed',
  'model-removed',
  'resource-destroyed',
  'resource-replaced',
])

const isIam = ({ ruleId }: JudgedFinding) => /(?:^|[/-])iam(?:-|$)/.test(ruleId)

export function dangerOf({ evaluation }: Pick<Material, 'evaluation'>, paths: readonly string[]): Danger {
  const asked = new Set(paths)
  const changes = evaluation.changes.filter(({ path }) => asked.has(path))
  const findings = evaluation.findings.filter((finding) => asked.has(finding.path) && isOpen(finding))
  const lost = changes.filter(
    ({ kind, before, after }) => destructive.has(kind) && (before ?? after)?.holdsData !== false,
  ).length
  const blocking = findings.filter(({ enforcement }) => enforcement === 'block').length
  const rights = findings.filter(isIam).length
  return {
    isHigh: lost + blocking + rights > 0,
    weight: lost * 100 + blocking * 60 + rights * 60 + findings.length * 10 + changes.length,
  }
}

/** Changed lines up to which a change is small. */
const fewLines = 15

/** The deep model for what is dangerous, the cheapest for a few added lines that no rule says anything of. */
export function tierOf(material: Material, paths: readonly string[]): Tier {
  const { isHigh, weight } = dangerOf(material, paths)
  if (isHigh) return 'deep'
  const rows = filesOf(material, { paths }).flatMap((file: SharedFile) => file.rows.filter(isChange))
  const isSmall = rows.length <= fewLines && rows.every(({ base }) => base === undefined)
  return isSmall && weight < 10 ? 'triage' : 'review'
}
