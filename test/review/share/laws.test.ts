import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LineMap } from '../../../src/core/text.ts'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { restore } from '../../../src/review/share/restore.ts'
import { planted } from './planted.ts'

const share = fc.constantFrom('schema', 'redacted', 'full')
const path = fc.constantFrom('a.sql', 'a.tf', 'a.yml', 'a.json')
const nothing = { paths: [], relations: [] }

/** Pieces that mean something to one form or another, torn and mixed. */
const piece = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    "''",
    '"""',
    "'''",
    '\\',
    "\\'",
    '$$',
    '$a$',
    '--',
    '/*',
    '*/',
    '#',
    '//',
    '\n',
    '\r\n',
    '\r',
  ],
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '${',
    '}',
    '<<EOT\n',
    'EOT\n',
    '<TEXT_1>',
    '<',
    '>',
    '_1>',
    '<EMAIL',
    ' ',
  ],
  ...[
    '\u200b',
    '\u202e',
    '\ud800',
    '\u{e0041}',
    '\u2028',
    '\ufeff',
    'bob@x.com',
    '4111111111111111',
    '1.2.3.4',
  ],
  ...[
    'SELECT ',
    'INSERT INTO t (name) VALUES (',
    ')',
    'COPY t FROM stdin;\n',
    '\\.\n',
    'key: ',
    '- ',
    '|\n',
    '  ',
  ],
  ...[
    'x = ',
    '[',
    ']',
    '{',
    ',',
    ':',
    '"a": ',
    'password=hunter22',
    ...planted.slice(0, 3).map(({ text }) => text),
  ],
)
const text = fc.oneof(
  fc
    .array(fc.oneof(piece, fc.string({ maxLength: 8, unit: 'binary' })), { maxLength: 40 })
    .map((all) => all.join('')),
  fc.string(),
)

describe('of any text, in any form, at any level', () => {
  test('the original comes back, on as many lines', () => {
    fc.assert(
      fc.property(share, path, text, text, (level, name, one, two) => {
        const sharing = openSharing({ share: level, exclude: nothing })
        for (const original of [one, two]) {
          const shared = sharing.file('head', name, original) ?? ''
          expect(restore(shared, sharing.replacements())).toBe(original)
          expect(new LineMap(shared).lineCount).toBe(new LineMap(original).lineCount)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('a second reading gives the same and adds nothing', () => {
    fc.assert(
      fc.property(share, path, text, (level, name, original) => {
        const [sharing, another] = [1, 2].map(() => openSharing({ share: level, exclude: nothing }))
        const first = sharing?.file('base', name, original)
        expect(another?.file('base', name, original)).toBe(first)
        const known = sharing?.replacements()
        expect(another?.replacements()).toEqual(known)
      }),
      { numRuns: 500 },
    )
  })

  test('what a text that is no file says comes back as well', () => {
    fc.assert(
      fc.property(
        share,
        fc.constantFrom('sql', 'terraform', 'yaml', 'json', 'prose'),
        text,
        (level, form, original) => {
          const sharing = openSharing({ share: level, exclude: { paths: [], relations: ['t'] } })
          expect(restore(sharing.text(original, form), sharing.replacements())).toBe(original)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('no literal of SQL leaves at `schema`', () => {
  const value = fc
    .string({ unit: fc.constantFrom(...'qjzQJZ \n'), minLength: 4, maxLength: 12 })
    .map((s) => `Zq${s}qZ`)
  const literal = fc.oneof(
    value.map((s) => [s, `'${s}'`]),
    value.map((s) => [s, `E'\\'${s}'`]),
    value.map((s) => [s, `N'''${s}'`]),
    value.map((s) => [s, `$$${s}$$`]),
    value.map((s) => [s, `$x$ '${s}$x$`]),
    value.map((s) => [s, `/* ${s} */ 1`]),
    value.map((s) => [s, `1 -- ${s.replaceAll('\n', '')}\n`]),
  )
  const frame = fc.constantFrom(
    ...[
      'SELECT ?, a FROM t;',
      'INSERT INTO t VALUES (1, ?, f(?));',
      "UPDATE t SET a = ? WHERE b IN (?, 'x');",
    ],
    ...[
      'DO $b$ BEGIN PERFORM ?; END $b$;',
      'CREATE FUNCTION f() RETURNS int AS $c$ SELECT ? $c$ LANGUAGE sql;',
    ],
    ...[
      'ALTER TABLE t ADD a text DEFAULT ?;',
      "COMMENT ON COLUMN t.a IS 'o''clock'; SELECT ?;",
      'SELECT "a"."b" || ?;',
    ],
  )

  test('whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(frame, fc.array(literal, { minLength: 3, maxLength: 3 })), { maxLength: 6 }),
        (parts) => {
          const planted: string[] = []
          const sql = parts.map(([around, literals]) => {
            let next = 0
            return around.replace(/\?/g, () => {
              const [secret = '', written = ''] = literals[next++] ?? []
              planted.push(...secret.split('\n').filter((line) => /[a-z]{3}/i.test(line)))
              return written
            })
          })
          const shared =
            openSharing({ share: 'schema', exclude: nothing }).file('head', 'a.sql', sql.join('\n')) ?? ''
          for (const each of planted) expect(shared).not.toContain(each.trim())
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('time is linear, and no text is too deep', () => {
  test.each([
    ["'", 'a.sql'],
    ['(', 'a.sql'],
    ['$a$ ', 'a.sql'],
    ['1:', 'a.sql'],
    ['a@', 'a.sql'],
    ['a.', 'a.sql'],
    ['-----BEGIN PRIVATE KEY-----', 'a.sql'],
    ["{{ x('", 'a.sql'],
    ['"${', 'a.tf'],
    ['*', 'a.tf'],
    ['- ', 'a.yml'],
    ["''", 'a.yml'],
    ['\\n', 'a.json'],
    ['[', 'a.json'],
  ])(
    'for a file full of %j',
    (unit, name) => {
      const whole = `/*"${unit.repeat(Math.ceil(90_000 / unit.length))}`
      for (const original of [whole, whole.slice(3)]) {
        const sharing = openSharing({ share: 'schema', exclude: { paths: [], relations: ['pii.*'] } })
        const started = performance.now()
        const shared = sharing.file('head', name, original) ?? ''
        // It takes less than a second where nothing else runs; a square of the length would take minutes.
        expect(performance.now() - started).toBeLessThan(15_000)
        expect(restore(shared, sharing.replacements())).toBe(original)
      }
    },
    60_000,
  )

  test('a file that is larger than any code is kept back', () => {
    const sharing = openSharing({ share: 'full', exclude: nothing })
    expect(sharing.file('head', 'a.sql', ' '.repeat(100_001))).toBeUndefined()
    expect(sharing.withheld()).toEqual(['a.sql: longer than 100,000 characters'])
  })
})
