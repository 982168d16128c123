import { type AppliedChange, apply, beginFile } from '../../../src/core/catalog/apply.ts'
import { emptyCatalog } from '../../../src/core/catalog/empty.ts'
import { findTable } from '../../../src/core/catalog/lookup.ts'
import type { Catalog, Table } from '../../../src/core/catalog.ts'
import { typeText } from '../../../src/core/query.ts'
import { loadEngine } from '../../../src/sql/postgres/engine.ts'
import { parsePostgres } from '../../../src/sql/postgres/parse.ts'

await loadEngine()

export interface Played {
  readonly catalog: Catalog
  readonly changes: readonly AppliedChange[]
  readonly problems: readonly string[]
}

/** Replays files one after the other; changes and problems are those of the last file. */
export function play(...files: readonly string[]): Played {
  let played: Played = { catalog: emptyCatalog, changes: [], problems: [] }
  for (const [number, text] of files.entries()) {
    played = { catalog: beginFile(played.catalog), changes: [], problems: [] }
    for (const statement of parsePostgres(text).statements) {
      const { catalog, changes, problem } = apply(played.catalog, statement, `${number + 1}.sql`)
      played = {
        catalog,
        changes: [...played.changes, ...changes],
        problems: problem === undefined ? played.problems : [...played.problems, problem],
      }
    }
  }
  return played
}

export function tableOf({ catalog }: Pick<Played, 'catalog'>, name: string): Table {
  const table = findTable(catalog, name)
  if (!table) throw new Error(`no table ${name}`)
  return table
}

/** Columns as `name type [not null] [default]`. */
export function columnsOf(played: Played, table: string): string[] {
  return tableOf(played, table).columns.map(({ name, type, nullable, hasDefault }) =>
    [
      name,
      type ? typeText(type) : '?',
      ...(nullable ? [] : ['not null']),
      ...(hasDefault ? ['default'] : []),
    ].join(' '),
  )
}

export const constraintsOf = (played: Played, table: string): string[] =>
  tableOf(played, table).constraints.map(({ name }) => name)

export const indexesOf = (played: Played, table: string): string[] =>
  tableOf(played, table).indexes.map(({ name }) => name)

/** Changes as `kind subject`. */
export const told = ({ changes }: Played): string[] =>
  changes.map(({ kind, subject }) => `${kind} ${subject.name}`)

export const relationsOf = ({ catalog }: Played): string[] => [...catalog.relations.keys()]
