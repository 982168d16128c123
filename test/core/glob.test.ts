import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { globProblem, matchesAny, pathMatcher, ruleMatcher } from '../../src/core/glob.ts'

describe('path patterns', () => {
  test.each([
    ['db/1.sql', 'db/1.sql'],
    ['db/*.sql', 'db/1.sql'],
    ['db/*', 'db/.hidden'],
    ['db/**', 'db/a/b/c.sql'],
    ['db/', 'db/a/b.sql'],
    ['./db/*.sql', 'db/1.sql'],
    ['/db/*.sql', 'db/1.sql'],
    ['**/*.sql', '1.sql'],
    ['**/*.sql', 'a/b/1.sql'],
    ['a/**/b', 'a/b'],
    ['a/**/b', 'a/x/y/b'],
    ['a/**/b/**/c', 'a/b/b/x/c'],
    ['**', 'a'],
    ['**', 'a/b'],
    ['?.sql', '1.sql'],
    ['{db,migrations}/*.{sql,ddl}', 'migrations/1.ddl'],
    ['{db/**,x}', 'db/a/b'],
    ['a{b,{c,d}e}f', 'adef'],
    ['app/[id]/*.sql', 'app/[id]/1.sql'],
    ['a+b/(c).sql', 'a+b/(c).sql'],
    ['a**b/c', 'axxb/c'],
  ])('%s matches %s', (pattern, path) => expect(pathMatcher(pattern)(path)).toBe(true))

  test.each([
    ['db/*.sql', 'db/a/1.sql'],
    ['db/**', 'db'],
    ['db/**', 'dbx/1.sql'],
    ['*.sql', 'db/1.sql'],
    ['?.sql', '/.sql'],
    ['a/**/b', 'a/xb'],
    ['a**b', 'a/b'],
    ['DB/*', 'db/1.sql'],
    ['{a,b}', 'c'],
    ['db/1.sql', 'db/1xsql'],
  ])('%s does not match %s', (pattern, path) => expect(pathMatcher(pattern)(path)).toBe(false))

  test.each(['', '  ', '!a', 'a\\b', '{a', 'a}', '}{', `${'a'.repeat(257)}`, '{a,b}'.repeat(9)])(
    'a pattern that cannot be meant has a problem and matches nothing: %s',
    (pattern) => {
      expect(globProblem(pattern)).toBeDefined()
      expect(pathMatcher(pattern)(pattern)).toBe(false)
    },
  )

  test('agree with a plain implementation', () => {
    const piece = fc.constantFrom('a', 'b', '*', '**', '?', '/', '/', '{a,b}', '{a/**,b}', '{*,}')
    const pattern = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(''))
    const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'ba', 'aab'), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(pattern, path, (text, parts) => {
        fc.pre(!globProblem(text) && !text.startsWith('/') && !text.endsWith('/'))
        expect(pathMatcher(text)(parts.join('/'))).toBe(reference(text, parts.join('/')))
      }),
      { numRuns: 5000 },
    )
  })

  test.each([
    '*a'.repeat(128),
    '**/'.repeat(85),
    `${'**/*a'.repeat(50)}b`,
    '{'.repeat(128) + '}'.repeat(128),
  ])('no pattern takes long: %s', (pattern) => {
    const start = performance.now()
    pathMatcher(pattern)(`${'a/'.repeat(1000)}${'a'.repeat(2000)}c`)
    expect(performance.now() - start).toBeLessThan(1000)
  })

  test('several patterns are alternatives', () => {
    const patterns = ['a/*', 'b/*']
    expect(['a/1', 'b/1', 'c/1'].filter((path) => matchesAny(patterns, path))).toEqual(['a/1', 'b/1'])
    expect(matchesAny([], 'a')).toBe(false)
  })
})

describe('rule patterns', () => {
  test.each([
    ['*', 'postgres/ban-lock-table'],
    ['postgres/*', 'postgres/ban-lock-table'],
    ['*/ban-*', 'postgres/ban-lock-table'],
    ['postgres/ban-lock-table', 'postgres/ban-lock-table'],
  ])('%s matches %s', (pattern, id) => expect(ruleMatcher(pattern)(id)).toBe(true))

  test.each([
    ['postgres/*', 'postgresql/x'],
    ['postgres', 'postgres/ban-lock-table'],
    ['postgres/ban?lock-table', 'postgres/ban-lock-table'],
    ['{postgres,sql}/*', 'sql/select-star'],
  ])('%s does not match %s', (pattern, id) => expect(ruleMatcher(pattern)(id)).toBe(false))
})

/** Expands braces one by one and matches by trying everything. */
function reference(pattern: string, path: string): boolean {
  const brace = /\{([^{}]*)\}/.exec(pattern)
  if (brace) {
    const [whole, inner = ''] = brace
    const at = brace.index
    return inner
      .split(',')
      .some((choice) => reference(pattern.slice(0, at) + choice + pattern.slice(at + whole.length), path))
  }
  const normal = pattern.replace(/^(\.?\/)+/, '').replace(/\/$/, '/**')
  return tryFolders(normal.split('/'), path.split('/'))
}

function tryFolders(pattern: string[], path: string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return path.length === 0
  if (first === '**') {
    const least = rest.length === 0 ? 1 : 0
    for (let n = least; n <= path.length; n++) if (tryFolders(rest, path.slice(n))) return true
    return false
  }
  const [head, ...tail] = path
  return head !== undefined && tryCharacters(first, head) && tryFolders(rest, tail)
}

function tryCharacters(pattern: string, text: string): boolean {
  const source = [...pattern]
    .map((letter) => (letter === '*' ? '.*' : letter === '?' ? '.' : letter))
    .join('')
  return new RegExp(`^${source}$`).test(text)
}
