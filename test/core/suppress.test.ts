import { describe, expect, test } from 'vitest'
import { suppress } from '../../src/core/suppress.ts'
import { rangeOf, sqlDocument } from './sql-document.ts'

const rules = [
  { id: 'migration/ban-drop-table', aliases: ['squawk:ban-drop-table', 'sqlfluff:DR01'] },
  { id: 'migration/ban-truncate' },
  { id: 'postgres/ban-lock-table', aliases: ['squawk:ban-lock'] },
  { id: 'governance/new-suppression' },
]
const drop = 'migration/ban-drop-table'

interface Case {
  readonly today?: string
  readonly forbidden?: readonly string[]
}

/** Suppresses a finding at the start of each `DROP TABLE x` of the text and says which stay and what is wrong. */
function run(text: string, { today = '2026-11-21', forbidden = [] }: Case = {}, ruleId = drop) {
  const document = sqlDocument(text)
  const findings = [...text.matchAll(/DROP TABLE \w+/g)].map((match) => ({
    name: match[0].slice(11),
    ruleId,
    path: document.path,
    range: { start: match.index, end: match.index + match[0].length },
  }))
  const result = suppress({
    findings,
    documents: [document],
    rules,
    policy: { suppressions: { forbidden } },
    today,
  })
  return {
    stays: result.findings
      .filter(({ suppressedBy }) => !suppressedBy)
      .map(({ name }) => name)
      .join(''),
    problems: result.problems.map(({ kind }) => kind).join(),
    texts: result.problems.map(({ text }) => text),
    by: result.findings[0]?.suppressedBy,
  }
}
const ours = (rest = '') => `sluice:ignore ${drop} reason="moved"${rest}`

describe('where a suppression holds', () => {
  test.each([
    ['on the line above', `-- ${ours()}\nDROP TABLE a;\nDROP TABLE b;`, 'b'],
    ['behind the statement', `DROP TABLE a; -- ${ours()}\nDROP TABLE b;`, 'b'],
    ['before it on its line', `/* ${ours()} */ DROP TABLE a; DROP TABLE b;`, 'b'],
    ['between two on one line', `DROP TABLE a; /* ${ours()} */ DROP TABLE b;`, 'a'],
    ['behind two on one line', `DROP TABLE a; DROP TABLE b; -- ${ours()}`, ''],
    ['other comments between', `-- ${ours()}\n-- really\n\nDROP TABLE a;`, ''],
    ['above another statement', `-- ${ours()}\nSELECT 1;\nDROP TABLE a;`, 'a'],
    ['after the last statement', `DROP TABLE a;\n-- ${ours()}`, 'a'],
    ['inside, behind one line', `X DROP TABLE a, -- ${ours()}\n DROP TABLE b;`, 'b'],
    [
      'inside, above one line',
      `X\n DROP TABLE a,\n -- ${ours()}\n -- why\n DROP TABLE b,\n DROP TABLE c;`,
      'ac',
    ],
    [
      'the whole file',
      `-- sluice:ignore-file ${drop} reason="x"\n\nSELECT 1;\nDROP TABLE a;\nDROP TABLE b;`,
      '',
    ],
  ])('%s', (_, text, stays) => expect(run(text).stays).toBe(stays))

  test('a finding on the file as a whole begins on the first line', () => {
    const text = `-- ${ours()}\nSELECT 1;`
    const documents = [sqlDocument(text)]
    const findings = [{ ruleId: drop, path: 'db/1.sql', range: { start: 0, end: 0 } }]
    const result = suppress({
      findings,
      documents,
      rules,
      policy: { suppressions: { forbidden: [] } },
      today: '2026-01-01',
    })
    expect(result.findings[0]?.suppressedBy?.reason).toBe('moved')
  })

  test('a comment speaks of its own file only', () => {
    const documents = [
      sqlDocument(`-- sluice:ignore-file * reason="x"`, 'a.sql'),
      sqlDocument('DROP TABLE a', 'b.sql'),
    ]
    const findings = [{ ruleId: drop, path: 'b.sql', range: { start: 0, end: 3 } }]
    const result = suppress({
      findings,
      documents,
      rules,
      policy: { suppressions: { forbidden: [] } },
      today: '2026-01-01',
    })
    expect(result.findings[0]?.suppressedBy).toBeUndefined()
  })

  test('fixed findings are left alone', () => {
    const text = `-- ${ours()}\nDROP TABLE a;`
    const findings = [
      { ruleId: drop, path: 'db/1.sql', range: rangeOf(text, 'DROP'), status: 'fixed' as const },
    ]
    const result = suppress({
      findings,
      documents: [sqlDocument(text)],
      rules,
      policy: { suppressions: { forbidden: [] } },
      today: '2026-01-01',
    })
    expect(result.findings).toEqual(findings)
  })
})

describe('what a suppression says', () => {
  test('who, why and until when', () => {
    const { by } = run(`-- ${ours(' until=2026-12-31')}\nDROP TABLE a;`)
    expect(by).toEqual({
      place: { path: 'db/1.sql', range: { start: 0, end: 73 } },
      reason: 'moved',
      until: '2026-12-31',
    })
  })

  test.each([
    [
      'several rules',
      `-- sluice:ignore migration/ban-truncate, ${drop} reason="x"\nDROP TABLE a;`,
      '',
      'unused',
    ],
    ['a pattern', '-- sluice:ignore migration/* reason="x"\nDROP TABLE a;', '', ''],
    ['an alias', '-- sluice:ignore squawk:ban-drop-table reason="x"\nDROP TABLE a;', '', ''],
    ['single quotes', `-- sluice:ignore ${drop} reason='x y'\nDROP TABLE a;`, '', ''],
    ['a bare word', `-- sluice:ignore ${drop} reason=legacy\nDROP TABLE a;`, '', ''],
    ['keys first', `-- sluice:ignore reason="x" until=2026-12-31 ${drop}\nDROP TABLE a;`, '', ''],
    ['its last day', `-- ${ours(' until=2026-11-21')}\nDROP TABLE a;`, '', ''],
    ['the day after', `-- ${ours(' until=2026-11-20')}\nDROP TABLE a;`, 'a', 'expired'],
    ['no reason', `-- sluice:ignore ${drop}\nDROP TABLE a;`, 'a', 'no-reason'],
    ['an empty reason', `-- sluice:ignore ${drop} reason=" "\nDROP TABLE a;`, 'a', 'no-reason'],
    ['no rule', '-- sluice:ignore reason="x"\nDROP TABLE a;', 'a', 'malformed'],
    [
      'an unknown rule',
      '-- sluice:ignore migration/ban-drop-tabel reason="x"\nDROP TABLE a;',
      'a',
      'unknown-rule',
    ],
    ['a pattern of nothing', '-- sluice:ignore dbt/* reason="x"\nDROP TABLE a;', 'a', 'unknown-rule'],
    [
      'a reason without quotes',
      `-- sluice:ignore ${drop} reason=two words\nDROP TABLE a;`,
      '',
      'unknown-rule',
    ],
    ['a date that is none', `-- ${ours(' until=2026-02-30')}\nDROP TABLE a;`, 'a', 'malformed'],
    ['an unknown key', `-- ${ours(' expires=2026-12-31')}\nDROP TABLE a;`, 'a', 'malformed'],
    ['an open quote', `-- sluice:ignore ${drop} reason="x\nDROP TABLE a;`, 'a', 'malformed'],
    ['another verb', `-- sluice-disable ${drop}\nDROP TABLE a;`, 'a', 'malformed'],
    [
      'a file directive too late',
      `SELECT 1;\n-- sluice:ignore-file ${drop} reason="x"\nDROP TABLE a;`,
      'a',
      'malformed',
    ],
    ['nothing to suppress', `-- ${ours()}\nSELECT 1;`, '', 'unused'],
    ['prose', `-- see sluice:ignore ${drop} reason="x"\nDROP TABLE a;`, 'a', ''],
    ['prose about us', '-- sluice will complain here\nDROP TABLE a;', 'a', ''],
  ])('%s', (_, text, stays, problems) => expect(run(text)).toMatchObject({ stays, problems }))

  test('an unknown rule gets a suggestion', () => {
    expect(run('-- sluice:ignore ban-drop-table reason="x"\nDROP TABLE a;').texts).toEqual([
      'There is no rule `ban-drop-table`. Did you mean migration/ban-drop-table?',
    ])
  })
})

describe('comments of other tools', () => {
  test.each([
    ['squawk', '-- squawk-ignore ban-drop-table\nDROP TABLE a;\nDROP TABLE b;', 'b'],
    ['squawk, several', '-- squawk-ignore prefer-x, ban-drop-table\nDROP TABLE a;', ''],
    ['squawk, another rule', '-- squawk-ignore ban-lock\nDROP TABLE a;', 'a'],
    ['squawk, all rules', '-- squawk-ignore\nDROP TABLE a;', ''],
    ['squawk, the file', '-- squawk-ignore-file\nSELECT 1;\nDROP TABLE a;', ''],
    ['squawk, the file for one rule', '-- squawk-ignore-file ban-lock\nDROP TABLE a;', 'a'],
    ['noqa', 'DROP TABLE a; -- noqa\nDROP TABLE b;', 'b'],
    ['noqa with a code', 'DROP TABLE a; -- noqa: DR01', ''],
    ['noqa with another code', 'DROP TABLE a; -- noqa: LT01', 'a'],
    ['noqa ranges are not read', '-- noqa: disable=all\nDROP TABLE a;', 'a'],
    ['prose', '-- squawk-ignored before\nDROP TABLE a;', 'a'],
  ])('%s', (_, text, stays) => expect(run(text)).toMatchObject({ stays, problems: '' }))

  test('they are not reported when they do nothing, and name their tool when they do', () => {
    expect(run('-- squawk-ignore ban-lock, no-such\nSELECT 1;').problems).toBe('')
    expect(run('-- squawk-ignore ban-drop-table\nDROP TABLE a;').by?.reason).toBe(
      'squawk comment without a reason',
    )
  })
})

describe('what may not be suppressed', () => {
  test.each([
    ['by id', [drop]],
    ['by pattern', ['migration/*']],
  ])('%s', (_, forbidden) => {
    expect(run(`-- ${ours()}\nDROP TABLE a;`, { forbidden })).toMatchObject({
      stays: 'a',
      problems: 'forbidden',
    })
    expect(run('-- squawk-ignore\nDROP TABLE a;', { forbidden })).toMatchObject({
      stays: 'a',
      problems: 'forbidden',
    })
  })

  test('findings on suppressions themselves', () => {
    const text = '-- sluice:ignore * reason="x"\nDROP TABLE a;'
    expect(run(text, {}, 'governance/new-suppression')).toMatchObject({ stays: 'a', problems: 'forbidden' })
  })
})

test('hostile files: many suppressions, long comments', () => {
  const text = `-- sluice:ignore * reason="x"\nDROP TABLE a;\n`.repeat(3000)
  const start = performance.now()
  const result = run(`${text}-- sluice:ignore ${'a,'.repeat(50_000)}`)
  expect(result.stays.length).toBe(2500)
  expect(result.problems).toBe('malformed')
  expect(performance.now() - start).toBeLessThan(3000)
})
