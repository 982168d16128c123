import type { Change } from '../../core/change.ts'
import type { FileRun } from '../../core/replay.ts'
import { shortened } from '../../core/text.ts'
import { addedColumns, effectsOf, filledBy } from './effects.ts'
import { dropped, takenAway, writtenBeside } from './losses.ts'

/**
 * What steps do to rows, names and rights otherwise than the migration that they stand for, as a clause; undefined where they do the same in
 * the same order. Rows are no part of the schema that both end in, so whatever cannot be told counts.
 */
export function otherEffect(own: FileRun, steps: readonly FileRun[]): string | undefined {
  if (own.before.partial.length > 0) return 'not all of what is merged is known'
  return rowsLost(own, steps) ?? contentProblem(own, steps) ?? orderProblem(own, steps)
}

/** The steps may lose and write no rows but those that the migration does, or fill what they add. */
function rowsLost(own: FileRun, steps: readonly FileRun[]): string | undefined {
  const isOwn = ({ kind, subject }: Change) =>
    dropped(own.changes).some((one) => one.kind === kind && one.subject.name === subject.name)
  const touched = new Set(own.changes.map(({ subject }) => tableOf(subject.name)))
  const isFilling = ({ kind, subject, after: said }: Change) =>
    kind === 'rows-written' && said?.statement === 'update' && touched.has(subject.name)
  const others = steps.flatMap(({ changes }) => changes).filter((one) => !isOwn(one) && !isFilling(one))
  return takenAway(others, []) ?? writtenBeside(others, own.changes)
}

const tableOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf('.')))

/** Rows that are there get in an added column what they got. */
function contentProblem(own: FileRun, steps: readonly FileRun[]): string | undefined {
  const [was, is] = [addedColumns([own]), addedColumns(steps)]
  const filled = new Set(
    steps.flatMap(({ document }) =>
      document.statements.map((statement) => filledBy(statement, document.text, was)),
    ),
  )
  const other = [...new Set([...was.keys(), ...is.keys()])].find((key) => {
    const [before, after] = [was.get(key), is.get(key)]
    return before !== after && !(after === '' && filled.has(key))
  })
  return other && `rows that are there do not get in ${other.replace(' ', '.')} what they got`
}

function orderProblem(own: FileRun, steps: readonly FileRun[]): string | undefined {
  const added = addedColumns([own])
  const [was, is] = [effectsOf([own], added), effectsOf(steps, added)]
  const at = is.findIndex((effect, i) => was[i] !== effect)
  const more = at < 0 ? undefined : is[at]
  const missing = was[at < 0 ? is.length : at]
  if (missing !== undefined && !is.includes(missing)) return `it leaves out ${said(missing)}`
  return more && `it does ${said(more)} where the migration does not`
}

const said = (sql: string) => JSON.stringify(shortened(sql.replace(/\s+/g, ' '), 80))
