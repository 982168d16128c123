import { expect, test } from 'vitest'
import { newSuppressions, suppressionsIn } from '../../src/core/suppression.ts'
import { sqlDocument } from './sql-document.ts'

const read = (text: string, path = 'a.sql') => suppressionsIn([sqlDocument(text, path)]).suppressions
const added = (...input: Parameters<typeof newSuppressions>) =>
  newSuppressions(...input).map(({ place }) => place.path)
const one = '-- sluice:ignore a/b reason="x"\nDROP TABLE a;\n'

test.each([
  ['a first one', read(''), read(one), ['a.sql']],
  ['the same one', read(one), read(one), []],
  [
    'moved and laid out anew',
    read(one),
    read(`SELECT 1;\n\n--  sluice:ignore  a/b reason="x"\nDROP  TABLE a -- now\n;`),
    [],
  ],
  ['moved to another file with its statement', read(one), read(one, 'b.sql'), []],
  ['another reason', read(one), read(one.replace('x', 'y')), ['a.sql']],
  ['one more rule', read(one), read(one.replace('a/b', 'a/b, a/c')), ['a.sql']],
  ['at another statement', read(one), read(one.replace('TABLE a', 'TABLE b')), ['a.sql']],
  ['a second copy', read(one), read(one + one), ['a.sql']],
  ['one that is gone', read(one), read(''), []],
  ['of another tool', read(''), read('-- squawk-ignore x\nDROP TABLE a;'), ['a.sql']],
])('%s', (_, base, head, expected) => expect(added(base, head)).toEqual(expected))

test('a suppression of a whole file belongs to its file, through renames', () => {
  const file = '-- sluice:ignore-file a/b reason="x"\n'
  const renamed = [{ status: 'renamed', path: 'b.sql', previousPath: 'a.sql' }] as const
  expect(added(read(file), read(file, 'b.sql'))).toEqual(['b.sql'])
  expect(added(read(file), read(file, 'b.sql'), renamed)).toEqual([])
})
