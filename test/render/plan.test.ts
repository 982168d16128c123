import { describe, expect, test } from 'vitest'
import type { LocatedPlan, Report } from '../../src/core/report.ts'
import { renderCheckRun } from '../../src/render/check-run.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderJson } from '../../src/render/json.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { renderSarif } from '../../src/render/sarif.ts'
import { assemble, longestComment } from '../../src/render/sections.ts'
import { renderTerminal } from '../../src/render/terminal.ts'
import { plan, undetermined } from './plan.ts'
import { report } from './report.ts'

const still = { timings: false } as const
const bare: Report = { ...report, findings: [], changes: [], assumptions: [] }
const withPlan: Report = { ...bare, plans: [plan], undetermined }
const of = (change: Partial<LocatedPlan>): Report => ({ ...bare, plans: [{ ...plan, ...change }] })
const everyFormat = (told: Report) => [
  renderMarkdown(told, still),
  renderCheckRun(told).summary,
  renderTerminal(told, still),
  renderHtml(told, still),
]

describe('a plan', () => {
  test('reads as expected in the comment', async () => {
    await expect(renderMarkdown(withPlan, still)).toMatchFileSnapshot('expected/plan.md.txt')
  })

  test('reads as expected in the terminal', async () => {
    await expect(renderTerminal(withPlan, { ...still, width: 80 })).toMatchFileSnapshot(
      'expected/plan-terminal.txt',
    )
  })

  test('stands between what changes in the data and what must be fixed', () => {
    const places = (text: string, order: readonly string[]) => order.map((part) => text.indexOf(part))
    const told = { ...report, plans: [plan] }
    const comment = places(renderMarkdown(told), ['What changes', '**Terraform plan**', '**Must fix**'])
    const page = places(renderHtml(told), ['What changes', '<h2>Terraform plan', 'Must fix'])
    for (const found of [comment, page]) {
      expect(found).not.toContain(-1)
      expect(found).toEqual(found.toSorted((one, other) => one - other))
    }
  })

  test('names everything on the page, also what the comment folds or counts', () => {
    const page = renderHtml(withPlan).replaceAll('&#34;', '"')
    for (const { address } of plan.resources) expect(page).toContain(address)
  })

  test.each([
    [{ errored: true, complete: false }, 'ended in an error'],
    [{ complete: false }, 'This plan is partial'],
    [{ complete: false, unread: true }, 'was not read in full'],
    [{ form: 'text' as const }, 'given as text'],
  ])('that is worth less than it seems says so first: %o', (change, words) => {
    for (const text of everyFormat(of(change))) {
      expect(text).toContain(words)
      expect(text.indexOf(words)).toBeLessThan(text.indexOf('aws_kinesis_stream.events'))
    }
    for (const text of everyFormat(withPlan)) expect(text).not.toContain(words)
  })

  test.each([
    [12, plan.outputs, 'nothing but tags'],
    [0, plan.outputs, 'nothing but outputs'],
    [0, [], 'nothing changes'],
  ])('in which %i resources change, and those in their tags, says so', (tagsOnly, outputs, words) => {
    const none = { destroyed: 0, replaced: 0, forgotten: 0, moved: 0, imported: 0, created: 0 }
    const counts = { updated: tagsOnly, ...none }
    for (const text of everyFormat(of({ tagsOnly, outputs, counts, resources: [], moves: [] }))) {
      expect(text).toContain(words)
    }
  })

  test('tells nothing of what only a machine could read, and no value that is masked', () => {
    const [text = ''] = everyFormat(withPlan)
    expect(text).toContain('| `policy` changed |')
    expect(text).not.toContain('Version')
    expect(text).toContain('`password` (sensitive) changed · `backup_retention_period` `14` → `0` · +2')
  })

  test('says nothing to machines beyond its JSON', () => {
    expect(renderSarif(withPlan)).toBe(renderSarif(bare))
    const [json] = JSON.parse(renderJson(withPlan)).plans
    expect(json.resources[0]).toEqual({
      address: 'aws_kinesis_stream.events',
      outcome: 'destroyed',
      holdsData: true,
      importing: false,
      reason: 'delete_because_no_resource_config',
      differences: [],
      path: 'infra/prod/streams.tf',
      line: 4,
    })
    expect(json.moves).toEqual(plan.moves)
  })
})

describe('a long plan', () => {
  const rows = (amount: number): LocatedPlan['resources'] =>
    Array.from({ length: amount }, (_, i) => ({
      address: `aws_s3_bucket.b${i}`,
      outcome: 'destroyed',
      holdsData: true,
      importing: false,
      differences: [],
    }))
  const counts = { destroyed: 5000, replaced: 0, forgotten: 0, updated: 0, moved: 0, imported: 0, created: 0 }
  const long = { resources: rows(200), more: 4800, counts, tagsOnly: 0, moves: [] }

  test('is cut to fifteen rows, and the rest is folded and counted', () => {
    const comment = renderMarkdown(of(long), still)
    expect(comment.match(/^\| ✕ destroyed/gm)).toHaveLength(15)
    expect(comment).toContain('<details><summary>4985 destroyed</summary>')
    expect(comment).toContain('- and 4885 more resources')
    expect(renderTerminal(of(long), still)).toContain('and 4975 destroyed; --format json lists them')
    expect(renderHtml(of(long))).toContain('<p>and 4800 destroyed</p>')
  })

  test('and many of them leave room for the others', () => {
    const name = 'x'.repeat(300)
    const plans = Array.from({ length: 400 }, () => ({ ...plan, ...long, name, root: name }))
    const told = { ...report, plans }
    const comment = renderMarkdown(told)
    expect(comment.length).toBeLessThanOrEqual(longestComment)
    expect(Buffer.byteLength(renderCheckRun(told).summary)).toBeLessThanOrEqual(65_000)
    for (const kept of [
      '**Must fix**',
      '<b>Worth a look</b>',
      '**Approvals**',
      '**395 more Terraform plans**',
    ])
      expect(comment).toContain(kept)
  })
})

test('where not even the heads of all parts fit, the last are counted', () => {
  const part = { head: 'x'.repeat(300), items: ['y'] }
  const text = assemble(
    Array.from({ length: 10 }, () => part),
    [{ head: 'end', items: [] }],
    {
      limit: 1500,
      size: ({ length }) => length,
    },
  )
  expect(text.length).toBeLessThanOrEqual(1500)
  expect(text).toMatch(/\n\nand 6 more parts of this report; `--format json` has all\.\n\nend\n$/)
})

describe('blocks of one kind', () => {
  test('are told once for all their keys, where there are three or more', () => {
    const [first] = plan.resources
    if (!first) throw new Error('the fixture has resources')
    const keyed = (keys: readonly number[]) =>
      keys.map((key) => ({ ...first, address: `aws_s3_bucket.b[${key}]` }))
    const three = renderMarkdown(of({ resources: keyed([0, 1, 2]) }), still)
    expect(three).toContain('`aws_s3_bucket.b[0]` and 2 more of its keys')
    const two = renderMarkdown(of({ resources: keyed([0, 1]) }), still)
    expect(two).toContain('`aws_s3_bucket.b[1]`')
  })

  test('are told apart where something else happens to them', () => {
    const resources = [1, 2, 3].map((port) => ({
      address: `aws_db_instance.d[${port}]`,
      outcome: 'updated' as const,
      holdsData: true,
      importing: false,
      differences: [{ path: 'port', before: '5432', after: String(port), forces: false }],
    }))
    const comment = renderMarkdown(of({ resources }), still)
    for (const { address } of resources) expect(comment).toContain(`| \`${address}\` |`)
  })
})

describe('moved blocks', () => {
  const moves = Array.from({ length: 5 }, (_, i) => ({
    from: `aws_s3_bucket.a[${i}]`,
    to: `aws_s3_bucket.b[${i}]`,
  }))

  test('stand ready to be pasted, folded where there are many', () => {
    const block =
      '```hcl\nmoved {\n  from = aws_kinesis_stream.events\n  to   = aws_kinesis_stream.clickstream\n}\n```'
    expect(renderMarkdown(withPlan)).toContain(`add to a file of \`infra/prod\`:\n\n${block}`)
    const many = renderMarkdown(of({ moves }))
    expect(many).toContain('<details><summary>5 moved blocks to paste</summary>')
    expect(many.match(/^moved \{$/gm)).toHaveLength(5)
  })

  test('in the root directory, and beyond what is shown, say so', () => {
    const text = renderTerminal(of({ root: '', moves, moreMoves: 40 }), { ...still, width: 200 })
    expect(text).toContain(
      '45 objects or modules seem only to change their address. If so, add to a file of the root directory (25 more',
    )
  })

  test('hold no line end of a name', () => {
    const hostile = [{ from: 'a.b["x\n}\nresource {"]', to: 'a.c' }]
    expect(renderTerminal(of({ moves: hostile }), still)).toContain('from = a.b["x } resource {"]\n')
  })
})

describe('what rules cannot tell', () => {
  test('is told with its reason, once for each resource, and raises nothing', () => {
    for (const text of everyFormat(withPlan)) {
      expect(text).toContain('2 rules could not tell')
      expect(text.split('var.public has no value here')).toHaveLength(2)
    }
    expect(renderCheckRun(withPlan).annotations).toEqual([])
  })

  test('is cut to five reasons where people read, and never in JSON', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({
      ...undetermined[0],
      reason: `var.v${i} has no value`,
    }))
    const told = { ...bare, undetermined: many } as Report
    expect(renderMarkdown(told)).toContain('and 4 more reasons; `--format json` lists them.')
    expect(renderTerminal(told)).toContain('and 4 more reasons; --format json lists them')
    expect(JSON.parse(renderJson(told)).undetermined).toHaveLength(9)
  })
})

describe('resources without a plan', () => {
  const change = (
    kind: Report['changes'][number]['kind'],
    name: string,
    value: { holdsData: boolean; planned: boolean },
  ): Report['changes'][number] => ({
    kind,
    subject: { kind: 'resource', name },
    after: { type: 'aws_x', ...value },
    path: 'main.tf',
    range: { start: 0, end: 0 },
    lines: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
  })
  const stateful = { holdsData: true, planned: false }
  const other = { holdsData: false, planned: false }

  test('are named where they hold data and counted otherwise', () => {
    const changes = [
      change('resource-created', 'aws_iam_role.a', other),
      change('resource-updated', 'aws_iam_role.b', other),
      change('resource-created', 'aws_s3_bucket.new', stateful),
      change('resource-destroyed', 'aws_s3_bucket.old["a"]', stateful),
      change('resource-destroyed', 'aws_s3_bucket.old["b"]', stateful),
    ]
    const comment = renderMarkdown({ ...bare, changes }, still)
    expect(comment).toContain(
      [
        '| ✕ resource | `aws_s3_bucket.old["a"]` | and 1 more of its keys · the code no longer declares it |',
        '| ▲ resources | 2 others | 1 changed, 1 new |',
        '| + resource | `aws_s3_bucket.new` | new |',
      ].join('\n'),
    )
  })

  test('are never a row each', () => {
    const changes = Array.from({ length: 500 }, (_, i) =>
      change('resource-created', `aws_s3_bucket.b${i}`, stateful),
    )
    const comment = renderMarkdown({ ...bare, changes }, still)
    expect(comment).toContain('| + resources | 488 others | 488 new |')
  })

  test('are not told again where a plan tells of them', () => {
    const changes = [change('resource-destroyed', 'aws_s3_bucket.old', { holdsData: true, planned: true })]
    for (const text of everyFormat({ ...bare, changes })) expect(text).not.toContain('aws_s3_bucket.old')
  })
})

test('a fenced block of advice keeps its language', () => {
  const [first] = report.findings
  if (!first) throw new Error('the fixture has findings')
  const fix = 'Add:\n```hcl\nlifecycle {}\n```\nor:\n```\nSELECT 1;\n```'
  const comment = renderMarkdown({ ...report, findings: [{ ...first, fix }] })
  expect(comment).toContain('```hcl\nlifecycle {}\n```')
  expect(comment).toContain('```sql\nSELECT 1;\n```')
})
