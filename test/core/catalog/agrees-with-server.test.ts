import { PGlite } from '@electric-sql/pglite'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apply, beginFile } from '../../../src/core/catalog/apply.ts'
import { emptyCatalog } from '../../../src/core/catalog/empty.ts'
import type { Catalog } from '../../../src/core/catalog.ts'
import { loadEngine } from '../../../src/sql/postgres/engine.ts'
import { parsePostgres } from '../../../src/sql/postgres/parse.ts'
import { catalogFacts, prepare, serverFacts, withoutUntold } from './server/facts.ts'
import { render, type Step, steps } from './server/script.ts'

/** `CATALOG_RUNS=2000 CATALOG_SEED=7 vitest run test/core/catalog/agrees` looks longer and elsewhere. */
const runs = Number(process.env.CATALOG_RUNS ?? 200)
const seed = Number(process.env.CATALOG_SEED ?? 1)

let database: PGlite
beforeAll(async () => {
  await loadEngine()
  database = await PGlite.create()
  await database.exec(prepare)
})
afterAll(() => database.close())

interface Played {
  readonly catalog: Catalog
  readonly script: readonly string[]
  readonly problems: readonly string[]
}

/** Runs each step on the server and replays those it accepts. */
async function play(script: readonly Step[]): Promise<Played> {
  await clear()
  let catalog = beginFile(emptyCatalog)
  const accepted: string[] = []
  const problems: string[] = []
  for (const step of script) {
    const sql = render(step, catalog)
    if (sql === undefined || !(await accepts(sql))) continue
    accepted.push(`${sql};`)
    for (const statement of parsePostgres(sql).statements) {
      const applied = apply(catalog, statement, 'history.sql')
      catalog = applied.catalog
      if (applied.problem !== undefined) problems.push(`${sql}: ${applied.problem}`)
    }
  }
  return { catalog, script: accepted, problems }
}

async function accepts(sql: string): Promise<boolean> {
  try {
    await database.exec(sql)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

async function clear(): Promise<void> {
  await database.exec(
    `set client_min_messages = error; reset search_path; drop schema if exists public, s1, "S 2", s3 cascade; create schema public`,
  )
}

async function comparable(): Promise<string[]> {
  await database.exec('set search_path = public')
  return serverFacts((sql) => database.query<Record<string, unknown>>(sql))
}

let tried = 0
let ran = 0

test('a replayed history holds what PostgreSQL holds after running it', {
  timeout: 60_000 + runs * 1_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const played = await play(script)
      tried += script.length
      ran += played.script.length
      const told = played.script.join('\n')
      expect(played.problems, told).toEqual([])
      const { facts, ours } = withoutUntold(await comparable(), catalogFacts(played.catalog))
      expect(ours, told).toEqual(facts)
      expect(played.catalog.partial, told).toEqual([])
    }),
    { numRuns: runs, seed, interruptAfterTimeLimit: 30_000 + runs * 500 },
  )
  if (process.env.CATALOG_RUNS) console.info(`${ran} of ${tried} statements were accepted`)
  expect(ran).toBeGreaterThan(tried / 4)
})
