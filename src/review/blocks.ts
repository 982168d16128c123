import type { TerraformDocument } from '../core/document.ts'
import { withoutKeys } from '../core/terraform/address.ts'
import type { CodeFile, CodeUnit } from '../core/terraform/configuration.ts'
import { LineMap } from '../core/text.ts'
import { linesAt } from './lines.ts'
import type { Lines } from './question.ts'

/** A block of Terraform code, or one attribute of `locals`. */
export interface CodeBlock {
  readonly file: CodeFile
  readonly lines: Lines
  /** As `Configuration.references` has them; of a called module those of every call. */
  readonly names: readonly string[]
}

const known = new WeakMap<TerraformDocument, readonly CodeBlock[]>()

/** What a configuration is made of, in the order of its files. */
export function blocksIn(document: TerraformDocument): readonly CodeBlock[] {
  const found = known.get(document) ?? document.files.flatMap((file) => blocksOf(file, document))
  known.set(document, found)
  return found
}

function blocksOf(file: CodeFile, document: TerraformDocument): readonly CodeBlock[] {
  const modules = modulesAt(file.path, document)
  const named = (names: readonly string[]) =>
    modules.flatMap((module) => names.map((name) => (module === '' ? name : `${module}.${name}`)))
  const map = new LineMap(file.text)
  return file.units.flatMap((unit) =>
    namesOf(unit, file).map(({ range, names }) => ({
      ...{ file, lines: linesAt(map, range) },
      names: named(names),
    })),
  )
}

/** Addresses without keys of the modules whose code stands beside this file. */
function modulesAt(path: string, { root, modules }: TerraformDocument): readonly string[] {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
  const called = modules.filter(({ directory }) => directory === folder)
  const addresses = called.map(({ address }) => withoutKeys(address))
  return [...new Set([...(folder === root ? [''] : []), ...addresses])]
}

/** The longest header that is looked at. */
const longestHeader = 400
const header = /^([a-z_]+)\s*(?:"([^"\n]*)")?\s*(?:"([^"\n]*)")?/

function namesOf(
  unit: CodeUnit,
  { text }: CodeFile,
): readonly (Pick<CodeUnit, 'range'> & Pick<CodeBlock, 'names'>)[] {
  const { range } = unit
  const [, type, first, second] =
    header.exec(text.slice(range.start, Math.min(range.end, range.start + longestHeader))) ?? []
  const own = (...names: readonly string[]) => [{ range, names }]
  const attributes = unit.units.filter(({ kind }) => kind === 'attribute')
  switch (type) {
    case 'resource':
      return own(`${first}.${second}`)
    case 'data':
      return own(`data.${first}.${second}`)
    case 'variable':
      return own(`var.${first}`)
    case 'output':
    case 'provider':
      return own(`${type}.${first}`)
    case 'module':
      return own(
        `module.${first}`,
        ...attributes.map((each) => `module.${first}.var.${attributeName(each, text)}`),
      )
    case 'locals':
      return attributes.map((each) => ({ range: each.range, names: [`local.${attributeName(each, text)}`] }))
    default:
      return own()
  }
}

function attributeName({ range }: CodeUnit, text: string): string {
  return /^[\p{L}\p{N}_-]+/u.exec(text.slice(range.start, Math.min(range.end, range.start + 200)))?.[0] ?? ''
}
