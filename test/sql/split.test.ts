import fc from 'fast-check'
import { loadModule, parseSync } from 'libpg-query'
import { describe, expect, test } from 'vitest'
import { type SplitOptions, split } from '../../src/sql/postgres/split.ts'
import './read.ts'

await loadModule()

function pieces(text: string, options?: SplitOptions): string[] {
  return split(text, options).pieces.map((piece) => text.slice(piece.start, piece.end))
}

function comments(text: string): string[] {
  return split(text).comments.map((comment) => comment.text)
}

describe('a semicolon ends a statement', () => {
  test.each<[string, string[]]>([
    ['a; b', ['a', 'b']],
    [' ;; a ;\r\n; b;', ['a', 'b']],
    ["select ';' ; b", ["select ';'", 'b']],
    ["select 'it''s;' ; b", ["select 'it''s;'", 'b']],
    ["select '\\'; b", ["select '\\'", 'b']],
    ["select E'\\';' ; b", ["select E'\\';'", 'b']],
    ["select e'\\\\' ; b", ["select e'\\\\'", 'b']],
    ["select E'a'\n  '\\';' ; b", ["select E'a'\n  '\\';'", 'b']],
    ["select U&'\\0061;' ; b", ["select U&'\\0061;'", 'b']],
    ['select ";""" ; b', ['select ";"""', 'b']],
    ['select U&";" ; b', ['select U&";"', 'b']],
    ["select B'0;', x';', n';' ; b", ["select B'0;', x';', n';'", 'b']],
    ['select $$;$$ ; b', ['select $$;$$', 'b']],
    ['select $a$;$$;$b$;$a$ ; b', ['select $a$;$$;$b$;$a$', 'b']],
    ['select a$b$;c$b$; d', ['select a$b$', 'c$b$', 'd']],
    ['select $1; b', ['select $1', 'b']],
    ['select $é$;$é$ ; b', ['select $é$;$é$', 'b']],
    ['select 1 -- ;\n + 2; b', ['select 1 -- ;\n + 2', 'b']],
    ['select 1 /* ; /* ; */ ; */ + 2; b', ['select 1 /* ; /* ; */ ; */ + 2', 'b']],
    ["select 1 /* ' */ ; b -- '", ['select 1', 'b']],
    ['select 1+--;\n2; b', ['select 1+--;\n2', 'b']],
    ['select (1; b', ['select (1', 'b']],
    ['-- only a comment', []],
    ['', []],
  ])('%j', (text, expected) => {
    expect(pieces(text)).toEqual(expected)
  })
})

describe('bodies keep their semicolons', () => {
  test.each<[string, string[]]>([
    [
      'create rule r as on insert to t do also (a; b); c',
      ['create rule r as on insert to t do also (a; b)', 'c'],
    ],
    [
      'create or replace function f() returns int begin atomic select case when a then 1 end; select 2; end; c',
      [
        'create or replace function f() returns int begin atomic select case when a then 1 end; select 2; end',
        'c',
      ],
    ],
    [
      'create procedure p() begin atomic select t.end; select 1 as case; end; c',
      ['create procedure p() begin atomic select t.end; select 1 as case; end', 'c'],
    ],
    ['begin; create table atomic (a int); end', ['begin', 'create table atomic (a int)', 'end']],
    [
      'create function f() begin atomic select 1; c; d',
      ['create function f() begin atomic select 1', 'c', 'd'],
    ],
    [
      'create rule r as on insert to t do also (a; b; c',
      ['create rule r as on insert to t do also (a', 'b', 'c'],
    ],
  ])('%j', (text, expected) => {
    expect(pieces(text)).toEqual(expected)
  })
})

describe('psql', () => {
  test('commands are pieces of their own, up to the end of their line', () => {
    const text =
      '\\set x 1; 2\r\n  \\i other.sql\nselect 1;\\echo hi\nselect 2 \\gset p_\nselect 3 \\; select 4;'
    expect(pieces(text)).toEqual([
      '\\set x 1; 2',
      '\\i other.sql',
      'select 1',
      '\\echo hi',
      'select 2',
      '\\gset p_',
      'select 3',
      'select 4',
    ])
  })

  test('a backslash within a line is no command', () => {
    expect(pieces('select 1 \\ 2; b')).toEqual(['select 1 \\ 2', 'b'])
  })

  test.each(['\n', '\r\n'])('rows of COPY FROM stdin are skipped to their end (%j)', (newline) => {
    const text = ['COPY a (x) FROM stdin;', "it's; $$", '\\N', '\\.', 'select 1;'].join(newline)
    expect(pieces(text)).toEqual([
      'COPY a (x) FROM stdin',
      ["it's; $$", '\\N', '\\.'].join(newline),
      'select 1',
    ])
    expect(split(text).pieces.map((piece) => piece.kind)).toEqual(['sql', 'rows', 'sql'])
  })

  test('COPY from a file has no rows', () => {
    expect(pieces("copy a from '/x';\nselect 1;")).toEqual(["copy a from '/x'", 'select 1'])
  })

  test('rows without an end are one stretch that says so', () => {
    const [, rows] = split('copy a from stdin;\n1\n2\n').pieces
    expect(rows).toEqual({
      kind: 'unterminated',
      start: 19,
      end: 22,
      problem: { message: 'COPY rows without the \\. that ends them', at: 19 },
    })
  })
})

describe('what is never closed takes the rest of the text', () => {
  test.each<[string, string, number]>([
    ["a; select 'b; c;", 'unterminated quoted string', 10],
    ['a; select "b; c;', 'unterminated quoted identifier', 10],
    ['a; select $x$b; $$ c;', 'unterminated dollar-quoted string', 10],
    ["a; select E'b\\'; c;", 'unterminated quoted string', 10],
    ['a; select 1 /* /* */ b; c;', 'unterminated /* comment', 12],
  ])('%j', (text, message, at) => {
    expect(split(text).pieces).toEqual([
      { kind: 'sql', start: 0, end: 1, depth: 0 },
      { kind: 'unterminated', start: 3, end: text.length, problem: { message, at } },
    ])
  })
})

test('comments are collected without their markers, nested ones once', () => {
  expect(comments("-- a\r\nselect '--no' /* b /* c */ */; --d\n/**/")).toEqual(['a', 'b /* c */', 'd', ''])
})

test('placeholders are words only when asked for', () => {
  expect(pieces('select ${a;b}; c', { placeholders: true })).toEqual(['select ${a;b}', 'c'])
  expect(pieces('select {{ "a;b" }}; c', { placeholders: true })).toEqual(['select {{ "a;b" }}', 'c'])
  expect(pieces('select ${a;b}; c')).toEqual(['select ${a', 'b}', 'c'])
})

test('a range is split by itself', () => {
  const text = "select 'a; -- b\nselect 1; c'"
  expect(pieces(text, { range: { start: 16, end: 24 } })).toEqual(['select 1'])
})

const fragments = fc.constantFrom(
  "'",
  '"',
  '$$',
  '$a$',
  '$',
  '/*',
  '*/',
  '--',
  '\n',
  '\r\n',
  ';',
  '(',
  ')',
  '\\',
  '\\.',
  'E',
  'a',
  ' ',
  ':',
  '{{',
  '}}',
  '${',
  '}',
  'begin atomic',
  'end',
  'case',
  'create function',
  'create rule',
  'copy t from stdin;',
  'é',
  '😀',
  '1',
  '.',
  '-',
  '\t',
)

test('property: pieces and comments are ordered, and what lies between them is whitespace, semicolons and comments', () => {
  fc.assert(
    fc.property(fc.array(fragments, { maxLength: 40 }), fc.boolean(), (parts, placeholders) => {
      const text = parts.join('')
      const found = split(text, { placeholders })
      let at = 0
      for (const piece of found.pieces) {
        const between = found.comments.filter(({ range }) => range.start >= at && range.end <= piece.start)
        expect(
          blank(
            text,
            at,
            piece.start,
            between.map(({ range }) => range),
          ),
        ).toMatch(/^[\s;]*(?:\\;[\s;]*)*$/)
        expect(piece.end).toBeGreaterThan(piece.start)
        at = piece.end
      }
      const rest = found.comments.filter(({ range }) => range.start >= at).map(({ range }) => range)
      expect(blank(text, at, text.length, rest)).toMatch(/^[\s;]*(?:\\;[\s;]*)*$/)
    }),
    { numRuns: 2000 },
  )
})

function blank(
  text: string,
  start: number,
  end: number,
  ranges: readonly { start: number; end: number }[],
): string {
  let left = ''
  let at = start
  for (const range of ranges) {
    left += text.slice(at, range.start)
    at = range.end
  }
  return left + text.slice(at, end)
}

const valid = fc.constantFrom(
  'select 1',
  "insert into t values ('a;b')",
  'create table t (a int, b text)',
  'do $x$ begin null; end $x$',
  'select "é;" /* ; */ + 1',
  'create rule r as on insert to t do also (select 1; select 2)',
  'create function f() returns int begin atomic select case when true then 1 end; select 2; end',
  'begin',
  'end',
  "select E'\\';'",
)
const gap = fc.constantFrom(';', ' ;\n', ';-- é;\n', ';/* ; /* 😀 */ */', ';;', ';\r\n\t')

test("property: the splitter agrees with PostgreSQL's own parser on valid text", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(valid, gap), { minLength: 1, maxLength: 8 }), (parts) => {
      const text = parts.flat().join('')
      const bytes = Buffer.from(text)
      const theirs = (parseSync(text).stmts ?? []).map(
        ({ stmt_location: start = 0, stmt_len: length = 0 }) => {
          const slice = bytes.subarray(start, length === 0 ? bytes.length : start + length).toString()
          return pieces(slice)[0]
        },
      )
      expect(pieces(text)).toEqual(theirs)
    }),
    { numRuns: 300 },
  )
})
