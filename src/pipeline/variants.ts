import type { Document, TerraformDocument } from '../core/document.ts'
import type { Evidence, RawFinding } from '../core/finding.ts'

export interface FoundIn {
  readonly document: Document
  readonly findings: readonly RawFinding[]
}

/**
 * What several documents share (a module that two configurations call, one configuration with several files of variables) once. What holds
 * with some files of variables only says so.
 */
export function toldOnce(evaluated: readonly FoundIn[]): readonly RawFinding[] {
  const at = ({ fingerprint, path, range }: RawFinding) => `${fingerprint} ${path} ${range.start}`
  const told = Map.groupBy(
    evaluated.flatMap(({ document, findings }) => findings.map((finding) => ({ document, finding }))),
    ({ finding }) => at(finding),
  )
  const variants = Map.groupBy(
    evaluated.flatMap(({ document }) => (document.language === 'terraform' ? [document] : [])),
    ({ root }) => root,
  )
  return [...told.values()].flatMap((all) => {
    const { finding } = all.at(-1) ?? {}
    if (!finding) return []
    const only = limitedTo(
      all.map(({ document }) => document),
      variants,
    )
    return only === undefined ? [finding] : [{ ...finding, evidence: [...finding.evidence, only] }]
  })
}

/** The files of variables without which it does not hold; nothing where any configuration has it with all of its own. */
function limitedTo(
  found: readonly Document[],
  variants: ReadonlyMap<string, readonly TerraformDocument[]>,
): Evidence | undefined {
  const own = new Set(found.flatMap((document) => (document.language === 'terraform' ? [document] : [])))
  const isWhole = [...own].some(({ root }) => variants.get(root)?.every((each) => own.has(each)))
  if (own.size < found.length || isWhole) return undefined
  const names = [...own].flatMap(({ variables }) => variables ?? [])
  const some = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names
  return { strength: 'proved', kind: 'code', text: `only with ${some.join(', ')}` }
}
