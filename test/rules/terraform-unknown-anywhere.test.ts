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
})

/** Every attribute of resources and data sources, those of their nested blocks too. */
function spotsIn(files: Files): readonly Spot[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const reading = path.endsWith('.tf') ? parseHcl({ path, text }) : undefined
    const blocks = reading?.ok ? reading.file.body.blocks : []
    const asked = blocks.filter(({ type }) => type === 'resource' || type === 'data')
    return asked.flatMap((block) => attributesIn(block).map((spot) => ({ path, ...spot })))
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
  return {
    ...files,
    [path]: `${text.slice(0, start)}var.not_known${text.slice(end)}\nvariable "not_known" {}\n`,
  }
}
