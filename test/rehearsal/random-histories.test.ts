import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { apply, beginFile } from '../../src/core/catalog/apply.ts'
import { emptyCatalog } from '../../src/core/catalog/empty.ts'
import type { Catalog } from '../../src/core/catalog.ts'
import { buildBase } from '../../src/rehearsal/base/build.ts'
import { type EmbeddedSession, openEmbedded } from '../../src/rehearsal/embedded/session.ts'
import { compareSchemas } from '../../src/rehearsal/undo/compare.ts'
import { schemaFacts } from '../../src/rehearsal/undo/facts.ts'
import { loadEngine } from '../../src/sql/postgres/engine.ts'
import { parsePostgres } from '../../src/sql/postgres/parse.ts'
import { catalogFacts, prepare, serverFacts, withoutUntold } from '../core/catalog/server/facts.ts'
import { render, type Step, steps } from '../core/catalog/server/script.ts'
import { patience } from '../store/places.ts'
import { emptied } from './playing.ts'
import { script } from './undo/scripts.ts'
import { must } from './undo/sessions.ts'

/** `REHEARSAL_RUNS=500 REHEARSAL_SEED=7 vitest run test/rehearsal/random` looks longer and elsewhere. */
const runs = Number(process.env.REHEARSAL_RUNS ?? 12)
const seed = Number(process.env.REHEARSAL_SEED ?? 1)

let session: EmbeddedSession
beforeAll(async () => {
  await loadEngine()
  session = await openEmbedded()
}, patience)
afterAll(() => session?.close(), patience)

/** Random steps cut into files, some of which their tool runs in a transaction and some not. */
const histories = fc.array(fc.record({ steps, isOne: fc.boolean() }), { minLength: 1, maxLength: 4 })

interface Written {
  readonly files: readonly { readonly text: string; readonly isOne: boolean }[]
  readonly catalog: Catalog
}

/** The SQL of those steps that a server takes, file by file. */
async function written(history: readonly { steps: readonly Step[]; isOne: boolean }[]): Promise<Written> {
  await emptied(session)
  let catalog = emptyCatalog
  const files: { text: string; isOne: boolean }[] = []
  for (const { steps, isOne } of history) {
    await must(session, 'DISCARD ALL')
    catalog = beginFile(catalog)
    let text = ''
    for (const step of steps) {
      const sql = render(step, catalog)
      if (sql === undefined || (await session.run(sql)).error) continue
      for (const statement of parsePostgres(sql).statements)
        catalog = apply(catalog, statement, 'history.sql').catalog
      text += `${sql};\n`
    }
    files.push({ text, isOne })
  }
  return { files, catalog }
}

async function build({ files }: Pick<Written, 'files'>) {
  await emptied(session)
  const base = files.map(({ text, isOne }, i) => script(text, `${i + 1}.sql`, isOne ? 'file' : 'none'))
  return buildBase(session, { tool: 'numbered-sql', base })
}

async function ofServer(): Promise<string[]> {
  await must(session, 'SET search_path = public', ...prepare.split(/;\n(?=create)/))
  return serverFacts((sql) => session.run(sql))
}

test('a base holds what the catalog holds, and what changes in it shows when schemas are compared', {
  timeout: patience + runs * 20_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const { files, catalog } = await written(history)
      const told = files.map(
        ({ text, isOne }) => `-- ${isOne ? 'one transaction' : 'each by itself'}\n${text}`,
      )
      expect((await build({ files: files.slice(0, -1) })).skipped, told.join('\n')).toEqual([])
      const [before, was] = [await schemaFacts(session), await ofServer()]
      expect((await build({ files })).skipped, told.join('\n')).toEqual([])
      const [after, is] = [await schemaFacts(session), await ofServer()]
      const { facts, ours } = withoutUntold(is, catalogFacts(catalog))
      expect(ours, told.join('\n')).toEqual(facts)
      const isOrder = (fact: string) => fact.startsWith('order ') || fact.startsWith('reads ')
      const shows = was.filter((fact) => !isOrder(fact)).join() !== is.filter((fact) => !isOrder(fact)).join()
      const differences = compareSchemas(before, after)
      if (shows) expect(differences, told.join('\n')).not.toEqual([])
    }),
    { numRuns: runs, seed, interruptAfterTimeLimit: patience / 2 + runs * 20_000 },
  )
})
