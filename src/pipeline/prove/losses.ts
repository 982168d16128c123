import type { Change, ChangeKind } from '../../core/change.ts'
import { notInverse } from './inverse.ts'
import type { Undoing } from './undoing.ts'

/**
 * What an undo script does beside taking back what the migration did, as a clause: rows are no part of a schema. What the old texts hold
 * may stand, as long as it loses nothing that the migration did not bring.
 */
export function lossOf({ up, down }: Undoing, olds: readonly string[] = []): string | undefined {
  if (up.before.partial.length > 0) return 'not all of what is merged is known'
  return (
    takenAway(down.changes, up.changes) ??
    writtenBeside(down.changes, up.changes) ??
    notInverse({ up, down }, olds)
  )
}

/** What goes, by what it is called when it comes. */
const comings: Readonly<Partial<Record<ChangeKind, ChangeKind>>> = {
  'table-dropped': 'table-created',
  'column-dropped': 'column-added',
  'schema-dropped': 'schema-created',
}

/** Things that hold rows and that these changes take away, in order. */
export const dropped = (changes: readonly Change[]): readonly Change[] =>
  changes.filter(({ kind }) => Object.hasOwn(comings, kind))

/** The first thing that is taken away and was brought neither by `given` nor by an earlier one of these changes, as a clause. */
export function takenAway(changes: readonly Change[], given: readonly Change[]): string | undefined {
  const brought = new Set(given.map(keyOf))
  for (const change of changes) {
    const { name } = change.subject
    const coming = comings[change.kind]
    if (coming === undefined) brought.add(keyOf(change))
    else if (!brought.delete(`${coming} ${name}`) && !brought.has(`table-created ${tableOf(name)}`))
      return `${name} was there before, and what it holds would be lost`
  }
  return undefined
}

const keyOf = ({ kind, subject }: Change) => `${kind} ${subject.name}`

/** The first table whose rows are written though `given` neither writes them nor makes it, as a clause. */
export function writtenBeside(changes: readonly Change[], given: readonly Change[]): string | undefined {
  const own = new Set([...namesOf(given, 'rows-written'), ...namesOf(given, 'table-created')])
  const found = namesOf(changes, 'rows-written').find((name) => !own.has(name))
  return found && `it writes rows of ${found}, which the migration does not`
}

export const namesOf = (changes: readonly Change[], kind: ChangeKind): readonly string[] =>
  changes.filter((change) => change.kind === kind).map(({ subject }) => subject.name)

const tableOf = (column: string) => column.slice(0, Math.max(0, column.lastIndexOf('.')))
