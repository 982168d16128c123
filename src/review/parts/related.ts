import type { TerraformDocument } from '../../core/document.ts'
import { blocksIn, type CodeBlock } from '../blocks.ts'
import { changedLines } from '../line-diff.ts'
import { meets } from '../lines.ts'
import { filesOf, type SharedFile } from '../material.ts'
import { excerptLines } from '../unchanged.ts'
import { type PartSource, partOf } from './source.ts'

const mostBlocks = 15

/** Blocks of unchanged files of the same root module that changed blocks refer to, then those that refer to them. */
export const related: PartSource = {
  name: 'related',
  topics: ['plan'],
  rank: 6,
  most: 700,
  make(material, asked, sharing) {
    const files = filesOf(material, asked)
    const changed = new Set(material.files.map(({ path }) => path))
    const documents = documentsOf(files, material.terraform)
    const found = documents.flatMap((document) => blocksAround(document, files))
    const excerpts = found
      .filter(({ file }) => !changed.has(file.path))
      .map(({ file: { path, text }, lines }) => ({ path, text, lines }))
    const distinct = new Map(excerpts.map((each) => [`${each.lines.startLine} ${each.path}`, each]))
    return partOf('related', excerptLines([...distinct.values()].slice(0, mostBlocks), sharing))
  },
}

/** Of the configurations of one root module, which differ in their variables, the first. */
function documentsOf(
  files: readonly SharedFile[],
  terraform: readonly TerraformDocument[],
): readonly TerraformDocument[] {
  const paths = new Set(files.map(({ path }) => path))
  const around = terraform.filter((document) => document.paths.some((path) => paths.has(path)))
  return [...new Map(around.toReversed().map((document) => [document.root, document])).values()].toReversed()
}

function blocksAround(document: TerraformDocument, files: readonly SharedFile[]): readonly CodeBlock[] {
  const blocks = blocksIn(document)
  const changed = blocks.filter((block) => isChanged(block, files))
  const names = new Set([...changed.flatMap(({ names }) => names), ...goneFrom(document, files)])
  const references = [document.references, ...(document.before ? [document.before.references] : [])]
  const named = new Set([...names].flatMap((name) => document.references.get(name) ?? []))
  const naming = new Set(
    references.flatMap((each) =>
      [...each].flatMap(([name, all]) => (all.some((one) => names.has(one)) ? [name] : [])),
    ),
  )
  const holding = (wanted: ReadonlySet<string>) =>
    blocks.filter(({ names: own }) => own.some((name) => wanted.has(name)))
  return [...new Set([...holding(named), ...holding(naming)])]
}

function isChanged({ file, lines }: CodeBlock, files: readonly SharedFile[]): boolean {
  const one = files.find(({ path, head }) => path === file.path && head !== undefined)
  return one !== undefined && changedLines(one.rows).some((each) => meets(each, lines))
}

/** Resources that these files held, and that are declared nowhere any more. */
function goneFrom(
  { before, references }: TerraformDocument,
  files: readonly SharedFile[],
): readonly string[] {
  const paths = new Set(files.map(({ path, basePath = path }) => basePath))
  return (before?.resources ?? [])
    .filter(({ declared, header }) => paths.has(header.path) && !references.has(declared))
    .map(({ declared }) => declared)
}
