import type { History, Migration } from '../../src/core/migration.ts'
import type { Tree } from '../../src/core/snapshot.ts'
import { findHistories } from '../../src/migrations/histories.ts'

/** A tree of these texts; a path without text is one that was not collected. */
export function treeOf(files: Readonly<Record<string, string | undefined>>): Tree {
  const texts = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    commit: null,
    paths: Object.keys(files),
    files: new Map(texts.map(([path, text]) => [path, { kind: 'text', text }])),
  }
}

export function historiesOf(files: Readonly<Record<string, string | undefined>>): History[] {
  return findHistories(treeOf(files))
}

/** The only history of a tree. */
export function historyOf(files: Readonly<Record<string, string | undefined>>): History {
  const [history, ...others] = historiesOf(files)
  if (!history || others.length > 0)
    throw new Error(`expected one history, found ${others.length + (history ? 1 : 0)}`)
  return history
}

/** What a history says of its files in one line each: order, role, name, transaction. */
export function outline({ migrations }: History): string[] {
  return migrations.map(({ order, role, path, transaction }) => `${order} ${role} ${path} ${transaction}`)
}

export function at(history: History, path: string): Migration {
  const found = history.migrations.find((migration) => migration.path === path)
  if (!found) throw new Error(`${path} is not in the history of ${history.root}`)
  return found
}

/** The text of each part of a migration. */
export function parts(text: string, migration: Migration): { up: string[]; down: string[] } {
  const cut = ({ start, end }: { start: number; end: number }) => text.slice(start, end)
  return { up: migration.sections.up.map(cut), down: migration.sections.down.map(cut) }
}
