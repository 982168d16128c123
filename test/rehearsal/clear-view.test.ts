import { expect, test } from 'vitest'
import type { RehearsedStep } from '../../src/core/rehearsal.ts'
import { emptied, inTool, type Part, playedOn } from './playing.ts'
import { onEverySession } from './undo/sessions.ts'

// Whether what a statement left is all that it did.

const orders = [
  'CREATE TABLE orders (id int PRIMARY KEY, total int)',
  'INSERT INTO orders VALUES (1, 10), (2, 20)',
]
const change = 'ALTER TABLE orders ALTER COLUMN total SET NOT NULL;'

onEverySession((session) => {
  const lastOf = async (parts: readonly Part[], base: readonly string[] = []): Promise<RehearsedStep> => {
    await emptied(session())
    const { outcome, steps } = await playedOn(session(), { base: [...orders, ...base] }, parts)
    const last = steps.at(-1)
    if (outcome === 'failed' || !last) throw new Error(JSON.stringify(last))
    return last
  }

  test.each([
    ['it raises on purpose', `DO $$ BEGIN ${change} RAISE 'dry run'; EXCEPTION WHEN others THEN END $$`],
    [
      'the server refuses',
      'DO $$ BEGIN ALTER TABLE orders ADD CHECK (total > 99); EXCEPTION WHEN check_violation THEN END $$',
    ],
  ])('an error that a block catches is told where %s', async (_, block) => {
    expect(await lastOf([block])).toMatchObject({ watched: true, caught: true })
    expect(await lastOf([inTool('INSERT INTO orders VALUES (3, 30)'), inTool(block)])).toMatchObject({
      caught: true,
    })
  })

  test('an error that a function catches is told of its caller', async () => {
    const careful = `CREATE FUNCTION careful() RETURNS void LANGUAGE plpgsql AS $$
      BEGIN ${change} RAISE 'dry run'; EXCEPTION WHEN others THEN END $$`
    expect(await lastOf(['SELECT careful()'], [careful])).toMatchObject({ caught: true })
  })

  test.each([
    ['has no handler', `DO $$ BEGIN ${change} END $$`],
    ['has one that is not needed', `DO $$ BEGIN ${change} EXCEPTION WHEN others THEN END $$`],
  ])('nothing is said of a block that %s', async (_, block) => {
    expect(await lastOf([block])).not.toHaveProperty('caught')
  })

  test('a statement whose scans nobody counts is not fully watched', async () => {
    const last = await lastOf(['SET track_counts = off', change])
    expect(last).toMatchObject({ watched: false, locks: [{ mode: 'ACCESS EXCLUSIVE' }] })
    expect(await lastOf(['SET track_counts = on', change])).toMatchObject({ watched: true })
  })
})
