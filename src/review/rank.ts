import type { ChangeKind } from '../core/change.ts'
import { isOpen } from '../core/decide.ts'
import type { Tier } from '../core/opinion.ts'
import type { JudgedFinding } from '../core/report.ts'
import { isChange } from './line-diff.ts'
import { filesOf, type Material, type SharedFile } from './material.ts'
import { findingsOf, pathsAround, rootsOf } from './told.ts'

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

export function dangerOf(
  material: Pick<Material, 'evaluation' | 'terraform'>,
  paths: readonly string[],
): Danger {
  const around = pathsAround(material, { paths })
  const changes = material.evaluation.changes.filter(({ path }) => around.has(path))
  const findings = findingsOf(material).filter((finding) => around.has(finding.path) && isOpen(finding))
  const lost = changes.filter(isLoss).length + storesLost(material, paths)
  const blocking = findings.filter(({ enforcement }) => enforcement === 'block').length
  const rights = findings.filter(isIam).length
  return {
    isHigh: lost + blocking + rights > 0,
    weight: lost * 100 + blocking * 60 + rights * 60 + findings.length * 10 + changes.length,
  }
}

const isLoss = ({ kind, before, after }: Material['evaluation']['changes'][number]) =>
  destructive.has(kind) && (before ?? after)?.holdsData !== false

/** Resources that hold data and that a plan destroys or replaces. */
function storesLost(material: Pick<Material, 'evaluation' | 'terraform'>, paths: readonly string[]): number {
  const roots = rootsOf(material, { paths })
  return (material.evaluation.plans ?? [])
    .filter(({ root }) => roots.has(root))
    .flatMap(({ resources }) => resources)
    .filter(({ outcome, holdsData }) => holdsData && (outcome === 'destroyed' || outcome === 'replaced'))
    .length
}

/** What nobody relies on yet. */
const additions: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'schema-created',
  'type-created',
  'table-created',
  'column-added',
  'index-added',
  'model-added',
  'test-added',
  'resource-created',
])

/** Changed lines up to which a change is small. */
const fewLines = 15

/** The deep model for what is dangerous, the cheapest for a few added lines that no rule says anything of. */
export function tierOf(material: Material, paths: readonly string[]): Tier {
  const { isHigh, weight } = dangerOf(material, paths)
  if (isHigh) return 'deep'
  const asked = new Set(paths)
  const isHarmless = material.evaluation.changes.every(
    ({ path, kind }) => !asked.has(path) || additions.has(kind),
  )
  const rows = filesOf(material, { paths }).flatMap((file: SharedFile) => file.rows.filter(isChange))
  const isSmall = rows.length <= fewLines && rows.every(({ base }) => base === undefined)
  return isSmall && isHarmless && weight < 10 ? 'triage' : 'review'
}
