import { findTable } from './catalog/lookup.ts'
import type { FileContext } from './context.ts'
import type { Evidence, Hit, Weight } from './finding.ts'
import { partsOf } from './name.ts'
import type { Rule } from './rule.ts'
import { sizeText, weightOf } from './statistics.ts'

/** How much is at stake, and the measurement that says so. */
export interface Weighed {
  readonly weight: Weight
  readonly evidence: readonly Evidence[]
}

/**
 * The weight of a hit. A hazard of locking weighs as much as its table is large; without statistics, a table that only this change
 * made is light, because nothing uses it yet.
 */
export function weigh(
  { scalesWithTable }: Pick<Rule, 'scalesWithTable'>,
  hit: Hit,
  file: FileContext,
): Weighed {
  if (hit.weight || !scalesWithTable) return { weight: hit.weight ?? 'usual', evidence: [] }
  const name = tableNameOf(hit)
  const size = file.statistics(name)
  if (size) {
    const text = `${name}: ${sizeText(size)}`
    return { weight: weightOf(size), evidence: [{ strength: 'measured', kind: 'statistics', text }] }
  }
  const table = findTable(file.before, name)
  return { weight: table && file.isFresh(table) ? 'light' : 'usual', evidence: [] }
}

/** The table a hit is about: its subject, or the table before the column or constraint. */
function tableNameOf({ subject: { kind, name } }: Hit): string {
  if (kind !== 'column' && kind !== 'constraint') return name
  const last = partsOf(name).at(-1) ?? ''
  return name.slice(0, name.endsWith('"') ? name.lastIndexOf('."') : name.length - last.length - 1)
}
