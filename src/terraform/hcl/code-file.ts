import type { CodeFile, CodeUnit } from '../../core/terraform/configuration.ts'
import type { HclBody, HclFile } from './syntax.ts'

/** What suppression comments are matched with. */
export function codeFileOf({ path, body, comments }: HclFile, text: string): CodeFile {
  return { path, text, comments, units: unitsOf(body) }
}

function unitsOf({ attributes, blocks }: HclBody): readonly CodeUnit[] {
  const units: CodeUnit[] = [
    ...attributes.map(({ range }) => ({ kind: 'attribute' as const, range, units: [] })),
    ...blocks.map(({ range, body }) => ({ kind: 'block' as const, range, units: unitsOf(body) })),
  ]
  return units.sort((one, other) => one.range.start - other.range.start)
}
