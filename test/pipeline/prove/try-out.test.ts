import { afterAll, beforeAll, expect, test } from 'vitest'
import { tryOut } from '../../../src/pipeline/try-out.ts'
import { evaluateChange } from '../../../src/pipeline.ts'
import { type Changed, openWorkshop, type Workshop } from './bench.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
}, 60_000)
afterAll(() => workshop?.close())

const changed: Changed = {
  base: {
    'db/migration/V1__a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);',
    'other/query.sql': 'SELECT 1;',
  },
  change: { 'db/migration/V2__b.sql': 'ALTER TABLE a ADD COLUMN b text;' },
}

test('without an edit it is the evaluation that there is, and the change stays as it was', async () => {
  const input = await workshop.input(changed)
  const trial = await tryOut(input, [])
  expect('evaluation' in trial && trial.evaluation).toEqual(await evaluateChange(input))
})

test('with the edits it is the evaluation of a change that holds them', async () => {
  const edit = { path: 'db/migration/V2__b.sql', text: 'DROP TABLE a;' }
  const trial = await tryOut(await workshop.input(changed), [edit])
  const same = await workshop.input({ ...changed, change: { [edit.path]: edit.text } })
  expect('evaluation' in trial && { ...trial.evaluation, head: 'head' }).toEqual(await evaluateChange(same))
})

test('nothing is run of what is objected to', async () => {
  const input = await workshop.input(changed)
  const rehearser = {
    rehearse: () => Promise.reject(new Error('It was run.')),
    close: () => Promise.resolve(),
  }
  const edit = { path: 'db/migration/V2__b.sql', text: 'DROP TABLE a;' }
  expect(await tryOut({ ...input, rehearser }, [edit], () => 'no')).toEqual({ refused: 'no.' })
  await expect(tryOut({ ...input, rehearser }, [edit])).rejects.toThrow('It was run.')
})

test.each([
  ...[
    '../etc/passwd.sql',
    '/etc/x.sql',
    'db/../x.sql',
    'db//x.sql',
    'db\\x.sql',
    '.github/workflows/x.sql',
    'db/migration/.x.sql',
  ],
  ...[
    'db/migration/x.sh',
    'db/migration/sluice.yml',
    'db/migration/x.sql\n',
    'db/migration/\u202elqs.sql',
    '',
  ],
  ...['other/new.sql', 'elsewhere/V3__x.sql', `${'a/'.repeat(300)}x.sql`],
])('no file is put at %j', async (path) => {
  const trial = await tryOut(await workshop.input({ ...changed, unrehearsed: true }), [
    { path, text: 'SELECT 1;' },
  ])
  expect(trial).toHaveProperty('refused')
})

test('files are few, of fair size, and each is named once', async () => {
  const input = await workshop.input({ ...changed, unrehearsed: true })
  const file = (i: number) => ({ path: `db/migration/V${i + 3}__x.sql`, text: 'SELECT 1;' })
  const many = Array.from({ length: 21 }, (_, i) => file(i))
  expect(await tryOut(input, many)).toHaveProperty('refused')
  expect(await tryOut(input, many.slice(1))).toHaveProperty('evaluation')
  expect(await tryOut(input, [file(0), file(0)])).toHaveProperty('refused')
  expect(await tryOut(input, [{ ...file(0), text: ' '.repeat(1024 * 1024 + 1) }])).toHaveProperty('refused')
})
