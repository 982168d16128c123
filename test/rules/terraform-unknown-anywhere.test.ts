import { afterAll, describe, expect, test } from 'vitest'
import { loadGrammar } from '../../src/terraform/hcl/grammar.ts'
import { parseHcl } from '../../src/terraform/hcl/parse-hcl.ts'
import type { HclBlock } from '../../src/terraform/hcl/syntax.ts'
import { closeReader } from './review-example.ts'
import { type Files, findingsOf, isBesides, plainExamples, shown, triedRules } from './unknowns.ts'

await loadGrammar()
afterAll(closeReader)

/** Arguments that take no values, and those that Terraform refuses to be anything but literals. */
const names = [
  'depends_on',
  'provider',
  'providers',
  'source',
  'version',
  'ignore_changes',
  'replace_triggered_by',
]

interface Spot {
  readonly path: string
  readonly name: string
  readonly start: number
  readonly end: number
}

describe.each(triedRules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const examples = plainExamples(rule, [...rule.examples.bad, ...rule.examples.good])

  test('no attribute of an example that is not known raises or clears anything', async () => {
    const wrong: string[] = []
    for (const example of examples) {
      for (const spot of spotsIn(example.files).filter(({ name }) => !isBesides(rule, name))) {
        const files = withUnknown(example.files, spot)
        const found = await findingsOf(rule, { ...example, before: example.files, files })
        const said = found.filter(({ status }) => status !== 'existing')
        wrong.push(...said.map((finding) => `${spot.name}: ${shown(finding)}`))
      }
    }
    expect(wrong).toEqual([])
  })

  test('no resource of an example that may not be there raises or clears anything', async () => {
    const wrong: string[] = []
    for (const example of examples) {
      for (const { path, end } of headersIn(example.files)) {
        const files = inserted(example.files, { path, at: end, text: '\n  count = var.not_known' })
        const found = await findingsOf(rule, { ...example, before: example.files, files })
        wrong.push(...found.filter(({ status }) => status !== 'existing').map(shown))
      }
    }
    expect(wrong).toEqual([])
  })
})

/** Every attribute of resources and data sources, those of their nested blocks too. */
function spotsIn(files: Files): readonly Spot[] {
  return blocksIn(files).flatMap(({ path, block }) => attributesIn(block).map((spot) => ({ path, ...spot })))
}

function blocksIn(files: Files): readonly { readonly path: string; readonly block: HclBlock }[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const reading = path.endsWith('.tf') ? parseHcl({ path, text }) : undefined
    const blocks = reading?.ok ? reading.file.body.blocks : []
    return blocks
      .filter(({ type }) => type === 'resource' || type === 'data')
      .map((block) => ({ path, block }))
  })
}

/** Where the brace of each resource opens, but for those that repeat already. */
function headersIn(files: Files): readonly { readonly path: string; readonly end: number }[] {
  return blocksIn(files).flatMap(({ path, block: { type, header, body } }) => {
    const repeats = body.attributes.some(({ name }) => name === 'count' || name === 'for_each')
    return type !== 'resource' || repeats
      ? []
      : [{ path, end: (files[path] ?? '').indexOf('{', header.end) + 1 }]
  })
}

function attributesIn({ body }: HclBlock): readonly Omit<Spot, 'path'>[] {
  const own = body.attributes
    .filter(({ name }) => !names.includes(name))
    .map(({ name, value: { range } }) => ({ name, start: range.start, end: range.end }))
  return [...own, ...body.blocks.flatMap(attributesIn)]
}

function withUnknown(files: Files, { path, start, end }: Spot): Files {
  const text = files[path] ?? ''
  return declaring({ ...files, [path]: `${text.slice(0, start)}var.not_known${text.slice(end)}` }, path)
}

function inserted(
  files: Files,
  { path, at, text }: { readonly path: string; readonly at: number; readonly text: string },
): Files {
  const before = files[path] ?? ''
  return declaring({ ...files, [path]: `${before.slice(0, at)}${text}${before.slice(at)}` }, path)
}

function declaring(files: Files, path: string): Files {
  return { ...files, [path]: `${files[path]}\nvariable "not_known" {}\n` }
}
