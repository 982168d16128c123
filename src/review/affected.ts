import { displayName, findRelation } from '../core/catalog/lookup.ts'
import { parseAddress } from '../core/terraform/address.ts'
import { changedLines } from './line-diff.ts'
import { joined, meets } from './lines.ts'
import type { Material, SharedFile } from './material.ts'
import type { Lines } from './question.ts'
import { namesIn } from './relation-names.ts'
import { unitsOf } from './units.ts'

/** Lines of statements, models and resources that hold a changed line, or name what this change alters. */
export function affectedLines(file: SharedFile, material: Material): readonly Lines[] {
  const changed = changedLines(file.rows)
  const holding = unitsOf(file, material)
    .map(({ lines }) => lines)
    .filter((lines) => changed.some((each) => meets(each, lines)))
  const naming = file.form === 'terraform' ? blocksNaming(file, material) : statementsNaming(file, material)
  return joined([...changed, ...holding, ...naming])
}

function statementsNaming(file: SharedFile, material: Material): readonly Lines[] {
  const { run } = file
  if (!run) return []
  const altered = new Set(material.evaluation.changes.flatMap(({ subject }) => relationsIn(subject)))
  const { statements, undo } = run.document
  const naming = [...statements, ...undo].filter((statement) =>
    namesIn(statement).some((name) => {
      const found = findRelation(run.before, name) ?? findRelation(run.after, name)
      return altered.has(found ? displayName(found.name) : name)
    }),
  )
  const at = new Set(naming.map(({ range }) => range.start))
  const units = unitsOf(file, material)
  const all = [...statements, ...undo].filter(({ inside }) => !inside)
  return units.filter((_, i) => at.has(all[i]?.range.start ?? -1)).map(({ lines }) => lines)
}

/** The relation a change is about, whether it is its subject or holds it. */
function relationsIn({ kind, name }: { readonly kind: string; readonly name: string }): readonly string[] {
  const isPart = kind === 'column' || kind === 'constraint'
  return isPart ? [name.slice(0, Math.max(0, name.lastIndexOf('.')))] : [name]
}

/** Most altered resources that blocks are searched for. */
const mostAltered = 200

function blocksNaming(file: SharedFile, material: Material): readonly Lines[] {
  const altered = material.evaluation.changes
    .filter(({ subject }) => subject.kind === 'resource')
    .flatMap(({ subject }) => labelsOf(subject.name))
    .slice(0, mostAltered)
  return unitsOf(file, material)
    .filter(({ text }) => altered.some((address) => text.includes(address)))
    .map(({ lines }) => lines)
}

/** `aws_s3_bucket.zone` of `module.lake["eu"].aws_s3_bucket.zone["raw"]`. */
function labelsOf(address: string): readonly string[] {
  const parsed = parseAddress(address)
  return parsed ? [`${parsed.type}.${parsed.name}`] : []
}
