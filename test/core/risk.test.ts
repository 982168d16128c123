import { describe, expect, test } from 'vitest'
import type { Change, ChangeKind } from '../../src/core/change.ts'
import type { Subject } from '../../src/core/finding.ts'
import { type RiskInput, riskOf } from '../../src/core/risk.ts'

const change = (kind: ChangeKind, name: string, subject: Subject['kind'] = 'table', start = 0): Change => ({
  kind,
  subject: { kind: subject, name },
  path: 'a.sql',
  range: { start, end: start + 1 },
})
const risk = (over: Partial<RiskInput>) => riskOf({ changes: [], findings: [], coverage: [], ...over })
const large = { 'public.orders': { rows: 412_000_000, bytes: 103_079_215_104 } }
const finding = (over: Partial<RiskInput['findings'][number]> = {}): RiskInput['findings'][number] => ({
  ruleId: 'postgres/x',
  severity: 'high',
  weight: 'usual',
  status: 'introduced',
  origin: 'rule',
  subject: { kind: 'table', name: 'orders' },
  ...over,
})

describe('risk', () => {
  test.each([
    ['nothing', {}, 'low', ['Nothing in the data changes.']],
    [
      'additions',
      { changes: [change('table-created', 'a'), change('column-added', 'b.c', 'column')] },
      'low',
      ['2 changes, and nothing that others may rely on.'],
    ],
    ['a dropped table', { changes: [change('table-dropped', 'orders')] }, 'high', ['Drops table orders.']],
    [
      'a dropped table of known size',
      { changes: [change('table-dropped', 'orders')], statistics: large },
      'high',
      ['Drops table orders (412 M rows, 96 GB).'],
    ],
    [
      'several',
      { changes: ['d', 'a', 'c', 'b'].map((name) => change('column-dropped', `t.${name}`, 'column')) },
      'high',
      ['Drops columns t.a, t.b and 2 more.'],
    ],
    [
      'a removed protection',
      { changes: [change('protection-removed', 'orders')] },
      'high',
      ['Removes protection of orders.'],
    ],
    ['a rename', { changes: [change('column-renamed', 't.a', 'column')] }, 'medium', ['Renames column t.a.']],
    ['rows written', { changes: [change('rows-written', 'orders')] }, 'medium', ['Writes rows of orders.']],
    [
      'rows of a large table written',
      { changes: [change('rows-written', 'orders')], statistics: large },
      'high',
      ['Writes rows of the large table orders (412 M rows, 96 GB).'],
    ],
    [
      'a column added to a large table',
      { changes: [change('column-added', 'orders.x', 'column')], statistics: large },
      'medium',
      ['Changes the large table orders (412 M rows, 96 GB).'],
    ],
    [
      'a critical finding',
      { findings: [finding({ severity: 'critical' })] },
      'high',
      ['Critical for orders.'],
    ],
    ['a high finding', { findings: [finding()] }, 'medium', ['High severity for orders.']],
    [
      'a high finding on a large table',
      { findings: [finding({ weight: 'grave' })] },
      'high',
      ['Long work or a blocking lock on the large table orders.'],
    ],
    [
      'an old critical finding',
      { findings: [finding({ severity: 'critical', status: 'existing' })] },
      'low',
      ['Nothing in the data changes.'],
    ],
    [
      'an unread file',
      { coverage: [{ path: 'b.rb', language: 'ruby', status: 'not-evaluated' }] },
      'medium',
      ['Not read in full: b.rb.'],
    ],
    [
      'very many additions',
      { changes: Array.from({ length: 26 }, (_, i) => change('table-created', `t${i}`)) },
      'medium',
      ['Makes 26 changes at once.'],
    ],
  ] as const)('%s', (_, over, level, reasons) => {
    expect(risk(over as Partial<RiskInput>)).toEqual({ level, reasons })
  })

  test('at most three facts, of the highest level only', () => {
    const kinds: ChangeKind[] = [
      'index-dropped',
      'table-dropped',
      'schema-dropped',
      'column-dropped',
      'table-replaced',
    ]
    const { level, reasons } = risk({ changes: kinds.map((kind) => change(kind, 'x')) })
    expect([level, reasons]).toEqual(['high', ['Drops schema x.', 'Drops table x.', 'Replaces table x.']])
  })
})

describe('findings that weigh little', () => {
  test('count one step less when their table is known to be small', () => {
    expect(risk({ findings: [finding({ severity: 'critical' })] }).level).toBe('high')
    expect(risk({ findings: [finding({ severity: 'critical', weight: 'light' })] }).level).toBe('medium')
    expect(risk({ findings: [finding({ weight: 'light' })] }).level).toBe('low')
  })

  test('do not count when a model made them', () => {
    expect(risk({ findings: [finding({ severity: 'critical', origin: 'model' })] }).level).toBe('low')
  })
})
