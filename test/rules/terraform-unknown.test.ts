import { afterAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import { slice } from '../../src/core/text.ts'
import { closeReader } from './review-example.ts'
import { type Files, findingsOf, plainExamples, shown, triedRules } from './unknowns.ts'

afterAll(closeReader)

interface UnknownValue {
  readonly name: string
  readonly expression: string
  /** The code with all that the expression needs. */
  readonly around: (files: Files) => Files
  /** The code as it was, in the same place. */
  readonly before: (files: Files) => Files
}

const declared = 'variable "not_known" {}\n'

const unknowns: readonly UnknownValue[] = [
  {
    name: 'a variable without default',
    expression: 'var.not_known',
    around: (files) => added(files, declared),
    before: (files) => files,
  },
  {
    name: 'an input that the caller of the module does not know',
    expression: 'var.not_known',
    around: (files) => called(added(files, declared), 'not_known = var.not_known'),
    before: (files) => called(files, ''),
  },
  {
    name: 'an attribute of a data source',
    expression: 'data.external.not_known.result.value',
    around: (files) => added(files, 'data "external" "not_known" {\n  program = ["true"]\n}\n'),
    before: (files) => files,
  },
]

describe.each(triedRules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test.each(unknowns)(
    '$name in place of what is blamed raises nothing and clears nothing',
    async (unknown) => {
      const wrong: string[] = []
      for (const example of plainExamples(rule, rule.examples.bad)) {
        const blamed = (await findingsOf(rule, example)).filter((finding) =>
          assignmentAt(example.files, finding),
        )
        const unclear = unknown.around(replaced(example.files, blamed, unknown.expression))
        const found = await findingsOf(rule, {
          ...example,
          before: unknown.before(example.files),
          files: unclear,
        })
        const raised = found.filter(
          (finding) => finding.status === 'introduced' && textAt(unclear, finding).includes('not_known'),
        )
        const cleared = found.filter(({ status }) => status === 'fixed')
        wrong.push(...[...raised, ...cleared].map(shown))
      }
      expect(wrong).toEqual([])
    },
  )
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
  const root = `${argument === '' ? '' : declared}module "inner" {\n  source = "./modules/inner"\n  ${argument}\n}\n`
  return { ...Object.fromEntries(moved), 'main.tf': root }
}
