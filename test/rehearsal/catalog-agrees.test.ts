import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emptyCatalog } from '../../src/core/catalog/empty.ts'
import type { Catalog } from '../../src/core/catalog.ts'
import type { SqlDocument } from '../../src/core/document.ts'
import { type Name, nameOf, schemaPart } from '../../src/core/name.ts'
import type { RehearsedBase, Stub } from '../../src/core/rehearsal.ts'
import { advance } from '../../src/core/replay.ts'
import { scriptOf } from '../../src/pipeline/scripts.ts'
import { buildBase } from '../../src/rehearsal/base/build.ts'
import { extensionsOf } from '../../src/rehearsal/base/extensions.ts'
import { type EmbeddedSession, openEmbedded } from '../../src/rehearsal/embedded/session.ts'
import { catalogFacts, prepare, serverFacts, withoutUntold } from '../core/catalog/server/facts.ts'
import { patience } from '../store/places.ts'
import { fixtureHistories, publishedHistories, type ReadHistory, scriptFrom } from './histories.ts'
import { emptied } from './playing.ts'
import { must } from './undo/sessions.ts'

// The catalog that rules see against the database that a rehearsal builds, for whole histories.

const found = [...fixtureHistories(), ...publishedHistories()]
const isWhole = ({ sequence }: ReadHistory) =>
  sequence.gaps.length === 0 && sequence.documents.every((document) => scriptOf(document).ok)
const histories = found.filter(isWhole)

let session: EmbeddedSession
beforeAll(async () => {
  const base = histories.flatMap(({ sequence }) => sequence.documents.map(scriptFrom))
  session = await openEmbedded({ extensions: extensionsOf({ history: '', tool: '', base, files: [] }) })
}, patience)
afterAll(() => session?.close(), patience)

/** Up to the file that the catalog cannot follow, where there is one: it says so. */
interface Followed {
  readonly catalog: Catalog
  readonly documents: readonly SqlDocument[]
  /** The file that contradicts what is there. */
  readonly fails?: SqlDocument
}

function followed(all: readonly SqlDocument[]): Followed {
  let catalog = emptyCatalog
  for (const [i, document] of all.entries()) {
    const { after, problems } = advance(catalog, document)
    const documents = all.slice(0, i)
    if (after.partial.length > 0) return { catalog, documents }
    if (problems.length > 0) return { catalog, documents, fails: document }
    catalog = after
  }
  return { catalog, documents: all }
}

async function built(tool: string, documents: readonly SqlDocument[]): Promise<RehearsedBase> {
  await emptied(session)
  return buildBase(session, { tool, base: documents.map(scriptFrom) })
}

async function ofServer(): Promise<string[]> {
  await must(session, 'SET search_path = public', ...prepare.split(/;\n(?=create)/))
  const facts = await serverFacts((sql) => session.run(sql))
  return facts
}

test('all histories can be run but those with files that nobody can read', () => {
  expect(found.filter((history) => !isWhole(history)).map(({ name }) => name)).toEqual([
    'unreadable-file-beside-good-ones/head: numbered-sql in migrations',
  ])
})

describe('a history as it is replayed and as it is run', () => {
  test.each(histories)('$name', async (read) => {
    const { catalog, documents, fails } = followed(read.sequence.documents)
    const { tool } = read.history
    if (fails) expect(pathsOf(await built(tool, [...documents, fails]))).toEqual([fails.path])
    const base = await built(tool, documents)
    expect(base.skipped).toEqual([])
    const notOurs = standIn(base.stubs)
    const server = (await ofServer()).filter((fact) => !notOurs(fact))
    const known = catalogFacts(catalog).filter((fact) => !notOurs(fact))
    const { facts, ours } = withoutUntold(server, known)
    expect(ours).toEqual(facts)
  })
})

const pathsOf = ({ skipped }: RehearsedBase) => skipped.map(({ path }) => path)

/** Facts about what was put in place of something. */
function standIn(stubs: readonly Stub[]): (fact: string) => boolean {
  // An extension that is stood in for has its things in a schema of its name.
  const schemas = new Set(stubs.filter(({ kind }) => /schema|extension/.test(kind)).map(({ name }) => name))
  const things = new Set<Name>(stubs.map(({ name }) => name))
  return (fact) => {
    const [, name = ''] = /^\S+ ((?:"[^"]*"|[^ ."]+)\.(?:"[^"]*"|\S+))/.exec(fact) ?? []
    return things.has(name) || schemas.has(nameOf(schemaPart(name)))
  }
}
