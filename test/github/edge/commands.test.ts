import { describe, expect, test } from 'vitest'
import { commandTable, parseCommand } from '../../../src/github/commands.ts'

const waive = (rest: string) => parseCommand(`/sluice waive ${rest}`)

describe('a command', () => {
  test.each([
    ['/sluice recheck', { name: 'recheck' }],
    ['/sluice  HELP  ', { name: 'help' }],
    ['/sluice explain #3', { name: 'explain', number: 3 }],
    ['/sluice unwaive 12', { name: 'unwaive', number: 12 }],
    ['/sluice dismiss 2 the table is empty', { name: 'dismiss', number: 2, reason: 'the table is empty' }],
    ['/sluice dismiss 2 reason="a = b"', { name: 'dismiss', number: 2, reason: 'a = b' }],
  ])('%s', (line, command) => expect(parseCommand(line)).toEqual(command))

  test.each([
    '',
    'sluice help',
    ' /sluice help',
    '/sluicehelp',
    '/slice help',
    'see /sluice help',
    '> /sluice help',
  ])('none: %s', (line) => expect(parseCommand(line)).toBeUndefined())

  test('a waiver takes its parts in any order, with the quotes of any keyboard', () => {
    const full = { name: 'waive', number: 1, until: '2026-12-31', reason: 'moved on Sunday' }
    expect(waive('1 until=2026-12-31 reason="moved on Sunday"')).toEqual({ ...full, scope: 'pull' })
    expect(waive('1 reason=“moved on Sunday” scope=repository until=2026-12-31')).toEqual({
      ...full,
      scope: 'repository',
    })
  })

  test.each([
    ['/sluice', 'A command is missing'],
    ['/sluice recheek', 'Did you mean recheck?'],
    ['/sluice explain', 'number of a finding is missing'],
    ['/sluice explain 0', 'number of a finding is missing'],
    ['/sluice explain 1 2', '"2" is too much'],
    ['/sluice recheck now', '"now" is too much'],
    ['/sluice dismiss 1', 'A reason is missing'],
    ['/sluice waive 1', 'The last day is missing'],
    ['/sluice waive 1 until=2026-02-30 reason=x', '"2026-02-30" is no day'],
    ['/sluice waive 1 until=tomorrow reason=x', '"tomorrow" is no day'],
    ['/sluice waive 1 until=2026-12-31', 'A reason is missing'],
    ['/sluice waive 1 until=2026-12-31 reason=""', 'A reason is missing'],
    ['/sluice waive 1 until=2026-12-31 reason="x', 'quotation mark is not closed'],
    ['/sluice waive 1 until=2026-12-31 until=2027-12-31 reason=x', 'given twice'],
    ['/sluice waive 1 untill=2026-12-31 reason=x', 'Did you mean until?'],
    ['/sluice waive 1 __proto__=x reason=x', 'There is no `__proto__`'],
    ['/sluice waive 1 until=2026-12-31 reason=x scope=world', 'scope "world" is none'],
    ['/sluice waive 1 until=2026-12-31 reason=two words', 'is not `name=value`'],
    [`/sluice dismiss 1 ${'x'.repeat(501)}`, '500 characters at most'],
    [`/sluice dismiss 1 ${'x'.repeat(5000)}`, '2000 characters at most'],
  ])('%s is answered', (line, words) => {
    expect(parseCommand(line)).toEqual({ problem: expect.stringContaining(words) })
  })

  test('a stranger cannot make the answer long, or end its code', () => {
    const answer = parseCommand(`/sluice ${'`x`'.repeat(300)}`)
    expect(JSON.stringify(answer)).not.toContain('`x`')
    expect(JSON.stringify(answer).length).toBeLessThan(300)
  })

  test('every one in the table can be given as the table says', () => {
    for (const { name, usage } of commandTable) {
      const line = usage
        .replace('<n>', '1')
        .replace('YYYY-MM-DD', '2026-12-31')
        .replace(/[<>[\]]/g, '')
      expect(parseCommand(line)).toMatchObject({ name })
    }
  })
})
