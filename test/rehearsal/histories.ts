import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { SqlDocument } from '../../src/core/document.ts'
import type { History } from '../../src/core/migration.ts'
import type { Script } from '../../src/core/rehearsal.ts'
import type { Tree } from '../../src/core/snapshot.ts'
import { findHistories } from '../../src/migrations/histories.ts'
import { type Sequence, sequence } from '../../src/pipeline/model.ts'
import { scriptOf } from '../../src/pipeline/scripts.ts'
import { loadEngine } from '../../src/sql/postgres/engine.ts'
import { readFile } from '../../src/sql/read-file.ts'
import { root } from '../cli/command.ts'
import { treeOf } from '../migrations/tree.ts'
import { scenarios } from '../pulls/scenario.ts'

await loadEngine()

/** A history as it is run: its files read, in order. */
export interface ReadHistory {
  readonly name: string
  readonly history: History
  readonly sequence: Sequence
}

/** The histories of a tree that are for Postgres, as far as anybody knows. */
function historiesIn(name: string, tree: Tree): readonly ReadHistory[] {
  const histories = findHistories(tree).filter(({ dialect = 'postgres' }) => dialect === 'postgres')
  return histories.map((history) => {
    const documents = new Map(
      history.migrations.flatMap((migration) => {
        const content = tree.files.get(migration.path)
        if (content?.kind !== 'text') return []
        const { text } = content
        const { path, placeholders, sections } = migration
        const read = readFile({ path, text, placeholders, sections })
        const document: SqlDocument = {
          ...{ language: 'sql', dialect: 'postgres', path, text, migration, ...read },
        }
        return [[path, document] as const]
      }),
    )
    const side = { tree, histories, members: new Map() }
    const read = { documents, failures: new Map(), unanswered: [] }
    return {
      name: `${name}: ${history.tool} in ${history.root || '.'}`,
      ...{ history, sequence: sequence(side, history.root, read) },
    }
  })
}

/** A document that a server can be given. */
export function scriptFrom(document: SqlDocument): Script {
  const read = scriptOf(document)
  if (!read.ok) throw new Error(`${document.path}: ${read.reason}`)
  return read.script
}

/** The text files below a folder, by path. */
function treeAt(folder: string, more: Readonly<Record<string, string>> = {}): Tree {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  const texts = paths.map((path) => [
    relative(folder, path).split(sep).join('/'),
    readFileSync(path, 'utf8').replace(/^\ufeff/, ''),
  ])
  return treeOf({ ...Object.fromEntries(texts), ...more })
}

/**
 * Both sides of every pull request in fixtures/pulls that has them, but for those that are there because only a rehearsal shows what their
 * files do.
 */
export function fixtureHistories(): readonly ReadHistory[] {
  const pulls = join(root, 'fixtures/pulls')
  const plain = scenarios().filter(({ isRehearsed }) => !isRehearsed)
  const sides = plain.flatMap(({ name }) => [`${name}/base`, `${name}/head`])
  const there = sides.filter((side) => existsSync(join(pulls, side)))
  return there.flatMap((side) => historiesIn(side, treeAt(join(pulls, side))))
}

/** pgpm keeps Sqitch's format and gives the plan a name of its own, which `sqitch.conf` would say. */
const planned = { 'sqitch.conf': '[core]\n\tengine = pg\n\tplan_file = pgpm.plan\n' }

/** Histories that people run in production, as npm ships them. */
export function publishedHistories(): readonly ReadHistory[] {
  const packages = join(root, 'node_modules')
  return [
    ...historiesIn('graphile-worker', treeOf(onlySql(join(packages, 'graphile-worker/sql'), 'sql'))),
    ...historiesIn('@pgflow/core', treeOf(onlySql(join(packages, '@pgflow/core/dist/supabase'), 'supabase'))),
    ...historiesIn('@pgpm/database-jobs', treeAt(join(packages, '@pgpm/database-jobs'), planned)),
  ]
}

function onlySql(folder: string, below: string): Record<string, string> {
  const texts = [...treeAt(folder).files].flatMap(([path, content]) =>
    content.kind === 'text' ? [[`${below}/${path}`, content.text] as const] : [],
  )
  return Object.fromEntries(texts)
}
