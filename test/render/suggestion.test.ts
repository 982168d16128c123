import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JudgedFinding } from '../../src/core/report.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { Places } from '../../src/pipeline/report.ts'
import { findingMarker, fingerprintIn, suggestionOf } from '../../src/render/suggestion.ts'
import { hostileReport } from './hostile.ts'
import { expectInert } from './markdown-reader.ts'
import { noTimeout, rewrite } from './report.ts'
import { committed, edited } from './suggestion-reader.ts'

type Edits = NonNullable<JudgedFinding['suggestion']>['edits']

/** A finding in a file of this text, as a review makes it. */
function findingIn(text: string, edits: Edits): JudgedFinding {
  const tree = {
    commit: null,
    files: new Map([['a.sql', { kind: 'text' as const, text }]]),
    paths: ['a.sql'],
  }
  const snapshot: Snapshot = { base: tree, head: tree, changed: [], clock: { today: '2026-10-03' } }
  const places = new Places(snapshot)
  return {
    ...noTimeout,
    path: 'a.sql',
    suggestion: { title: 'x', edits },
    edits: edits.map((edit) => places.edit('a.sql', edit.range, edit.text)),
  }
}

const edit = (start: number, end: number, text: string) => ({ range: { start, end }, text })

describe('a suggestion', () => {
  test.each([
    ['a line before', 'one\ntwo\nthree\n', [edit(4, 4, 'new\n')], 2, 2, ['new', 'two']],
    ['a word', 'one\ntwo\nthree\n', [edit(4, 7, 'TWO')], 2, 2, ['TWO']],
    ['words on lines that touch', 'one\ntwo\nthree\n', [edit(0, 3, '1'), edit(4, 7, '2')], 1, 2, ['1', '2']],
    ['a line that goes', 'one\ntwo\nthree\n', [edit(4, 8, '')], 2, 2, []],
    ['the last line that goes', 'one\ntwo\n', [edit(4, 8, '')], 2, 2, []],
    ['a line that becomes empty', 'one\ntwo\n', [edit(4, 7, '')], 2, 2, ['']],
    ['a fence', 'one\n', [edit(0, 3, '```\n````x')], 1, 1, ['```', '````x']],
    ['Windows line ends', 'one\r\ntwo\r\n', [edit(5, 5, 'new\r\n')], 2, 2, ['new', 'two']],
    ['tabs', '\tone\n', [edit(1, 4, 'two')], 1, 1, ['\ttwo']],
  ] as const)('of %s', (_, text, edits, startLine, endLine, lines) => {
    const found = suggestionOf(findingIn(text, edits))
    expect(found).toMatchObject({ path: 'a.sql', startLine, endLine })
    expect(found && committed(found.body)).toEqual(lines)
  })

  test.each([
    ['edits in two places', 'one\ntwo\nthree\nfour\n', [edit(0, 3, '1'), edit(14, 18, '4')]],
    ['no edits', 'one\n', []],
    ['an edit that changes nothing', 'one\n', [edit(0, 3, 'one')]],
    ['lines that GitHub counts otherwise', 'one\rtwo\nthree\n', [edit(8, 13, '3')]],
    ['a lone return in what is added', 'one\n', [edit(0, 3, 'a\rb')]],
    ['text that turns what is read', 'one\n', [edit(0, 3, 'a\u202eb')]],
    ['a hidden character that was there', 'o\u200bne two\n', [edit(5, 8, '2')]],
    ['more than a comment takes', 'one\n', [edit(0, 3, 'x'.repeat(60_000))]],
  ] as const)('is not made of %s', (_, text, edits) => {
    expect(suggestionOf(findingIn(text, edits))).toBeUndefined()
  })

  test('nor of a finding without any, or without a file', () => {
    expect(suggestionOf(rewrite)).toBeUndefined()
    expect(suggestionOf({ ...noTimeout, path: '' })).toBeUndefined()
  })

  test('committed gives the text that its edits give', () => {
    const line = fc.constantFrom('', 'a', 'SELECT 1;', '```', '  b\t', '漢', '~~~~')
    const cut = fc.tuple(fc.nat(), fc.nat(8), fc.array(line, { maxLength: 3 }))
    const made = fc.tuple(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.array(cut, { minLength: 1, maxLength: 3 }),
    )
    let offered = 0
    fc.assert(
      fc.property(made, ([lines, end, cuts]) => {
        const text = lines.map((one) => one + end).join('')
        const edits = editsOf(text, end, cuts)
        const found = suggestionOf(findingIn(text, edits))
        if (!found || found.startLine > lines.length) return
        offered++
        expect(edited(text, found, end)).toBe(apply(text, edits))
      }),
      { numRuns: 2000 },
    )
    expect(offered).toBeGreaterThan(500)
  })

  test('is inert around the lines it offers, and known by its last line', () => {
    fc.assert(
      fc.property(hostileReport, ({ findings }) => {
        for (const finding of findings.slice(0, 8)) {
          const body = suggestionOf({ ...finding, edits: noTimeout.edits ?? [], path: 'a.sql' })?.body ?? ''
          expectInert(body)
          expect(fingerprintIn(body)).toBe(finding.fingerprint)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('a marker', () => {
  const marker = findingMarker(noTimeout.fingerprint)

  test.each([
    ['alone', marker],
    ['as GitHub keeps it', `text\r\n\r\n${marker}\r\n`],
  ])('is read %s', (_, body) => expect(fingerprintIn(body)).toBe(noTimeout.fingerprint))

  test.each([
    ['before other text', `${marker}\nmore`],
    ['inside a line', `see ${marker}`],
    ['of something else', '<!-- sluice:summary v1 -->'],
    ['in no text', ''],
  ])('is not read %s', (_, body) => expect(fingerprintIn(body)).toBeUndefined())

  test('cannot be ended early', () => {
    expect(findingMarker('a --><b>')).toBe('<!-- sluice:finding a--b -->')
  })
})

/** Edits in order that do not overlap and never part a line end. */
function editsOf(text: string, end: string, cuts: readonly (readonly [number, number, string[]])[]): Edits {
  const whole = (offset: number) => (end === '\r\n' && text[offset - 1] === '\r' ? offset + 1 : offset)
  const sorted = cuts
    .map(([from, length, lines]) => {
      const start = whole(from % (text.length + 1))
      return edit(start, whole(Math.min(text.length, start + length)), lines.join(end))
    })
    .sort((one, other) => one.range.start - other.range.start)
  let last = -1
  return sorted.filter(({ range }) => {
    const isFree = range.start > last
    if (isFree) last = range.end
    return isFree
  })
}

function apply(text: string, edits: Edits): string {
  return edits
    .toReversed()
    .reduce((all, { range, text: into }) => all.slice(0, range.start) + into + all.slice(range.end), text)
}
