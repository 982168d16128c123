import { describe, expect, test } from 'vitest'
import { defineRule, type Rule } from '../../src/core/rule.ts'
import { diffText } from '../../src/render/diff.ts'
import { rulePage, rulesPage } from '../../src/render/rule-page.ts'
import { rulesTable, ruleText } from '../../src/render/rule-text.ts'

const rule = defineRule({
  id: 'postgres/require-concurrent-index',
  title: 'Build indexes on existing tables concurrently',
  languages: ['sql'],
  dialects: ['postgres'],
  severity: 'high',
  tags: ['locks'],
  since: '0.1.0',
  why: 'A plain CREATE INDEX blocks every write to the table until the index is built.',
  fix: 'Use `CREATE INDEX CONCURRENTLY`, outside a transaction.',
  references: ['https://www.postgresql.org/docs/current/sql-createindex.html'],
  aliases: ['squawk:require-concurrent-index-creation'],
  options: { partitions: { description: 'Also report indexes on partitions.', default: true } },
  examples: {
    before: 'CREATE TABLE orders (id bigint, status text);',
    bad: [
      'CREATE INDEX orders_status ON orders (status);',
      {
        files: { 'db/002.sql': 'CREATE INDEX a ON orders (status);', 'db/001.sql': null },
        note: 'One of two files.',
        version: 12,
      },
    ],
    good: ['CREATE INDEX CONCURRENTLY orders_status ON orders (status);'],
  },
  *check() {},
})

describe('the words of a rule', () => {
  test('for a terminal', async () => {
    await expect(ruleText(rule, { width: 80 })).toMatchFileSnapshot('expected/rule.txt')
  })

  test('as a page', async () => {
    await expect(rulePage(rule, { recommended: 'block', strict: 'block' })).toMatchFileSnapshot(
      'expected/rule.md.txt',
    )
  })

  test('as a table', () => {
    expect(rulesTable([rule], { width: 70 })).toBe(
      [
        'rule                               severity  title',
        'postgres/require-concurrent-index  high      Build indexes on existing',
        '                                             tables concurrently',
        '',
      ].join('\n'),
    )
  })

  test('as a list of pages', () => {
    expect(rulesPage([rule], (id) => `${id}.md`)).toContain(
      '| [postgres/require-concurrent-index](postgres/require-concurrent-index.md) | high |',
    )
  })
})

describe('a suggestion as a diff', () => {
  const at = (startLine: number, startColumn: number, endLine: number, endColumn: number) => ({
    startLine,
    startColumn,
    endLine,
    endColumn,
  })

  test('two edits of one line are one hunk', () => {
    const source = 'CREATE INDEX a ON t (b);'
    const edits = [
      { lines: at(1, 13, 1, 13), source, text: ' CONCURRENTLY' },
      { lines: at(1, 14, 1, 15), source, text: 'IF NOT EXISTS a' },
    ]
    expect(diffText(edits)).toBe(
      '-CREATE INDEX a ON t (b);\n+CREATE INDEX CONCURRENTLY IF NOT EXISTS a ON t (b);',
    )
  })

  test('lines around an edit that stay are left out', () => {
    const edit = { lines: at(3, 1, 5, 2), source: 'BEGIN;\nSELECT 1;\nCOMMIT;', text: 'BEGIN;\nSELECT 2;\nC' }
    expect(diffText([edit])).toBe('-SELECT 1;\n+SELECT 2;')
  })

  test('edits apart are hunks of their own', () => {
    const edits = [
      { lines: at(1, 1, 1, 2), source: 'a', text: 'b' },
      { lines: at(9, 1, 9, 2), source: 'c', text: 'd' },
    ]
    expect(diffText(edits)).toBe('-a\n+b\n-c\n+d')
  })
})

describe('a rule on Terraform', () => {
  const code: Rule = {
    ...rule,
    languages: ['terraform'],
    examples: {
      before: 'resource "aws_db_instance" "orders" {}',
      bad: [
        'resource "aws_db_instance" "loose" {}',
        {
          files: { 'main.tf': '# nothing' },
          plan: {
            resource_changes: [
              {
                address: 'aws_db_instance.orders',
                action_reason: 'delete_because_no_resource_config',
                change: { actions: ['delete'], before: { engine: 'postgres' }, after: null },
              },
              {
                address: 'aws_kinesis_stream.clicks',
                change: {
                  actions: ['update'],
                  before: { shard_count: 4, arn: 'a', name: 'clicks' },
                  after: { shard_count: 8, name: 'clicks' },
                  after_unknown: { arn: true },
                },
              },
            ],
            resource_drift: [
              {
                address: 'aws_db_instance.orders',
                change: { actions: ['update'], before: { port: 1 }, after: { port: 2 } },
              },
            ],
            output_changes: { zones: { actions: ['update'], before: ['raw'], after: { raw: 1 } } },
            complete: false,
          },
        },
      ],
      good: [],
    },
  }

  test('shows code and says what the plan does, a line for each change', () => {
    const page = rulePage(code)
    expect(page).not.toMatch(/```sql|\.sql|merged/)
    expect(page).toContain(
      'The examples change this code:\n\n```hcl\nresource "aws_db_instance" "orders" {}\n```',
    )
    expect(page).toContain('```hcl\nresource "aws_db_instance" "loose" {}')
    expect(page).toContain(
      [
        'The plan:\n\n```',
        'aws_db_instance.orders: destroyed, the code does not declare it any more',
        'aws_kinesis_stream.clicks: updated, shard_count 4 -> 8, arn "a" -> known after apply',
        'changed outside Terraform: aws_db_instance.orders: updated, port 1 -> 2',
        'output.zones: updated, ["raw"] -> {"raw":1}',
        'complete: false\n```',
      ].join('\n'),
    )
  })

  test.each([
    ['page', rulePage(code)],
    ['text', ruleText(code)],
  ])('is suppressed by a comment of its language: %s', (_, text) => {
    expect(text).toContain('# sluice:ignore postgres/require-concurrent-index')
    expect(text).not.toContain('-- sluice:ignore')
  })
})

describe('many rules', () => {
  const named = (id: string): Rule => ({ ...rule, id })
  const many = [...Array(70).keys()].map((i) => named(`terraform/${i < 66 ? 's3' : `odd${i}`}-n${i}`))

  test('of one domain are divided by their first word, and counted', () => {
    const page = rulesPage([...many, rule], (id) => `${id}.md`)
    expect(page).toContain('- [postgres](#postgres): 1\n- [terraform](#terraform): 70\n')
    expect(page.match(/^##+ .*/gm)).toEqual(['## postgres', '## terraform', '### s3', '### others'])
    for (const { id } of many) expect(page).toContain(`| [${id}](${id}.md) |`)
  })

  test('of several domains stand apart at a terminal', () => {
    expect(rulesTable([named('plan/a'), named('plan/b'), named('postgres/c')])).toMatch(
      /^rule.*\nplan\/a.*\nplan\/b.*\n\npostgres\/c.*\n$/,
    )
  })
})
