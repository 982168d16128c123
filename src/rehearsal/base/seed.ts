import { identifier } from '../quoting.ts'
import type { Session } from '../session.ts'
import { insertInto } from './seed/insert.ts'
import { inOrder, type Turn } from './seed/order.ts'
import { ownRows, readTables, type Seeded, type SeedForeignKey, type SeedTable } from './seed/tables.ts'

/**
 * Puts one or two rows into every table that holds none, as far as rows can be made up that its constraints take: a scan of an empty table
 * cannot be seen, and NOT NULL fails on none. Sequences stay where they are. Answers with the tables it filled; never fails.
 */
export async function seed(session: Session, reset: () => Promise<void>): Promise<readonly SeedTable[]> {
  await session.run('SET search_path = pg_catalog, pg_temp')
  const seeded = await readTables(session)
  await reset()
  const full = await holdingRows(session, seeded.tables)
  // Triggers of the history's own are not for these rows. Only a superuser may say so.
  await session.run('SET session_replication_role = replica')
  await session.run("SET statement_timeout = '2s'")
  const filled: SeedTable[] = []
  const turns = inOrder(seeded.tables).filter(({ table }) => !full.has(table.oid))
  for (const turn of turns) if (await fill(session, turn, seeded)) filled.push(turn.table)
  for (const { table, early } of turns)
    for (const key of early.filter((one) => !isShared(one, table)))
      await session.run(lateReference(table, key, seeded))
  await reset()
  return filled
}

/** Two rows or three if it can be, one if not, and then one with as few values as it takes. */
async function fill(session: Session, { table, early }: Turn, seeded: Seeded): Promise<boolean> {
  if (table.partitions?.length === 0) return false
  const one = { row: 1, parentRow: 1, sparing: false, early }
  const two = [one, { ...one, row: 2, parentRow: 2 }]
  const plans = [
    ...(isPartOfParent(table) ? [[...two, { ...one, row: 3 }]] : []),
    ...[two, [one], [{ ...one, sparing: true }]],
  ]
  for (const tries of plans) {
    const { affected, error } = await session.run(insertInto(table, seeded, tries))
    if (!error && affected > 0) return true
  }
  return false
}

/** Rows that share a parent, for tables that relate two of them: a step of a flow comes after another step of the same flow. */
function isPartOfParent({ keys, foreignKeys }: SeedTable): boolean {
  return keys.length > 1 && foreignKeys.some(({ columns }) => columns.some((name) => keys.includes(name)))
}

/** Another foreign key over the same columns would have to hold as well. */
const isShared = (key: SeedForeignKey, { foreignKeys }: SeedTable) =>
  foreignKeys.some((other) => other !== key && other.columns.some((name) => key.columns.includes(name)))

/** Where tables refer to each other in a circle, one of them got its rows before the other. As far as it goes: a null does as well. */
function lateReference(table: SeedTable, key: SeedForeignKey, { tables }: Seeded): string {
  const parent = tables.find(({ oid }) => oid === key.parent)
  const columns = key.columns.map((name) => identifier(name)).join(', ')
  const values = key.parentColumns.map((name) => identifier(name)).join(', ')
  return `UPDATE ${ownRows(table)} SET (${columns}) = (SELECT ${values} FROM ${ownRows(parent ?? table)} ORDER BY ${values} LIMIT 1)`
}

/** Looking into a hundred tables with one question keeps within the locks that one transaction may hold. */
const atOnce = 100

/** The tables among these that hold rows. */
async function holdingRows(session: Session, tables: readonly SeedTable[]): Promise<ReadonlySet<number>> {
  const found = new Set<number>()
  const asked = tables.filter(({ hasPages }) => hasPages)
  for (let at = 0; at < asked.length; at += atOnce) {
    const questions = asked
      .slice(at, at + atOnce)
      .map((table) => `SELECT ${table.oid} AS oid WHERE EXISTS (SELECT FROM ${ownRows(table)})`)
    const { rows } = await session.run(questions.join(' UNION ALL '))
    for (const { oid } of rows) found.add(Number(oid))
  }
  return found
}
