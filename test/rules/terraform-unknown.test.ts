import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { Finding } from '../../src/core/finding.ts'
import { slice } from '../../src/core/text.ts'
import { closeReader } from './review-example.ts'
import { blamesLiterals, type Files, findingsOf, isOnCode, plain, shown } from './unknowns.ts'

afterAll(closeReader)

/** What a literal may give way to, and how the configuration then looks around it. */
const unknowns: Readonly<
  Record<string, { readonly expression: string; readonly around: (files: Files) => Files }>
> = {
  'a variable without default': {
    expression: 'var.not_known',
    around: (files) => added(files, 'variable "not_known" {}\n'),
  },
  'an input that the caller of the module does not know': {
    expression: 'var.not_known',
    around: (files) => called(added(files, 'variable "not_known" {}\n'), 'not_known = var.not_known'),
  },
  'an attribute of a data source': {
    expression: 'data.external.not_known.result.value',
    around: (files) => added(files, 'data "external" "not_known" {\n  program = ["true"]\n}\n'),
  },
}

describe.each(
  rules
    .filter(isOnCode)
    .filter(({ id }) => !blamesLiterals.has(id))
    .map((rule) => [rule.id, rule] as const),
)('%s', (_, rule) => {
  test.each(
    rule.examples.bad
      .flatMap((example) => plain(rule, example) ?? [])
      .flatMap((example, i) => Object.keys(unknowns).map((name) => [i + 1, name, example] as const)),
  )('bad %i: %s raises nothing and clears nothing', async (_, name, example) => {
    const { expression, around } = unknowns[name] ?? neverMissing(name)
    const blamed = (await findingsOf(rule, example)).filter((finding) => assignmentAt(example.files, finding))
    if (blamed.length === 0) return
    const unclear = around(replaced(example.files, blamed, expression))
    const known = name.startsWith('an input') ? called(example.files, '') : example.files
    const found = await findingsOf(rule, { ...example, before: known, files: unclear })
    const onUnknown = found.filter((finding) => textAt(unclear, finding).includes('not_known'))
    expect(onUnknown.filter(({ status }) => status === 'introduced').map(shown)).toEqual([])
    expect(found.filter(({ status }) => status === 'fixed').map(shown)).toEqual([])
  })
})

/** Where the expression begins and ends when a finding is on an attribute and not on a block. */
function assignmentAt(
  files: Files,
  finding: Finding,
): { readonly start: number; readonly end: number } | undefined {
  const [, head, expression] = /^([\w-]+\s*=\s*)([^=\s][\s\S]*)$/.exec(textAt(files, finding)) ?? []
  if (head === undefined || expression === undefined) return undefined
  const start = finding.range.start + head.length
  return { start, end: start + expression.length }
}

function textAt(files: Files, { path, range }: Finding): string {
  return slice(files[path] ?? '', range)
}

/** The files with every blamed expression replaced, from the back of each file to its front. */
function replaced(files: Files, blamed: readonly Finding[], expression: string): Files {
  const spots = blamed
    .flatMap((finding) => ({ path: finding.path, ...(assignmentAt(files, finding) ?? { start: 0, end: 0 }) }))
    .sort((one, other) => other.start - one.start)
    .filter(
      (spot, i, all) => all.findIndex(({ path, start }) => path === spot.path && start === spot.start) === i,
    )
  const texts = { ...files }
  for (const { path, start, end } of spots) {
    const text = texts[path] ?? ''
    texts[path] = `${text.slice(0, start)}${expression}${text.slice(end)}`
  }
  return texts
}

/** In each directory that holds code: the text must stand beside what speaks of it. */
function added(files: Files, text: string): Files {
  const directories = new Set(
    Object.keys(files)
      .filter((path) => path.endsWith('.tf') && files[path]?.includes('not_known'))
      .map((path) => path.slice(0, path.lastIndexOf('/') + 1)),
  )
  return {
    ...files,
    ...Object.fromEntries([...directories].map((directory) => [`${directory}not-known.tf`, text])),
  }
}

/** The same code one module further down. */
function called(files: Files, argument: string): Files {
  const moved = Object.entries(files).map(([path, text]) => [`modules/inner/${path}`, text] as const)
  const root = `${argument === '' ? '' : 'variable "not_known" {}\n'}module "inner" {\n  source = "./modules/inner"\n  ${argument}\n}\n`
  return { ...Object.fromEntries(moved), 'main.tf': root }
}

function neverMissing(name: string): never {
  throw new Error(`no unknown is called ${name}`)
}
