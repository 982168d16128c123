import { lastPart, type Name } from '../../../src/core/name.ts'
import type { Context } from '../../../src/core/rule.ts'
import type { CreateIndex } from '../../../src/core/statement.ts'

/** What the files of a pull request do to indexes: gathered once for all of them, as many findings may depend on it. */
interface Beside {
  /** By the last part of their table's name. */
  readonly built: ReadonlyMap<string, readonly CreateIndex[]>
  readonly droppedIndexes: ReadonlySet<string>
  readonly droppedConstraints: ReadonlySet<string>
}

const known = new WeakMap<Context['siblings'], Beside>()

function beside({ siblings }: Context): Beside {
  const found = known.get(siblings) ?? gathered(siblings)
  known.set(siblings, found)
  return found
}

function gathered(siblings: Context['siblings']): Beside {
  const statements = siblings.flatMap((document) => document.statements)
  const indexes = statements.filter((statement) => statement.kind === 'create-index')
  return {
    built: Map.groupBy(indexes, ({ table }) => lastPart(table)),
    droppedIndexes: new Set(
      statements.flatMap((one) =>
        one.kind === 'drop' && one.object === 'index' ? one.names.map(lastPart) : [],
      ),
    ),
    droppedConstraints: new Set(
      statements
        .flatMap((one) => (one.kind === 'alter-table' ? one.actions : []))
        .flatMap((action) => (action.kind === 'drop-constraint' ? [action.name] : [])),
    ),
  }
}

/** The indexes that files of the pull request build on tables whose name ends like this one's. */
export function builtBeside(context: Context, table: Name): readonly CreateIndex[] {
  return beside(context).built.get(lastPart(table)) ?? []
}

/** Whether a file of the pull request drops an index, or the constraint it stands for, by its unqualified name. */
export function droppedBeside(context: Context, index: string, constraint: string | undefined): boolean {
  const { droppedIndexes, droppedConstraints } = beside(context)
  return droppedIndexes.has(index) || (constraint !== undefined && droppedConstraints.has(constraint))
}
