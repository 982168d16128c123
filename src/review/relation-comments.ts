import { displayName, isTable } from '../core/catalog/lookup.ts'
import type { Relation } from '../core/catalog.ts'
import { columnName } from '../core/name.ts'
import { shortened } from '../core/text.ts'
import type { Sharing } from './sharing.ts'

/** Of one relation. */
const mostComments = 12
const longestComment = 160
/** What is looked at of one. */
const mostRead = 400

/** What the database says of a table and its columns, one line each; one of which nothing may leave says nothing. */
export function relationComments(relation: Relation, sharing: Sharing): readonly string[] {
  if (!isTable(relation)) return []
  const name = displayName(relation.name)
  const said = [
    { of: name, text: relation.comment },
    ...relation.columns.map((column) => ({ of: columnName(name, column.name), text: column.comment })),
  ]
  return said
    .flatMap(({ of, text }) => (text === undefined ? [] : commentLine(of, text, sharing)))
    .slice(0, mostComments)
}

function commentLine(of: string, text: string, sharing: Sharing): readonly string[] {
  const shared = sharing
    .text(`'${text.slice(0, mostRead).replaceAll("'", "''")}'`, 'sql')
    .replaceAll(/[\r\n]+/g, ' ')
  return /^'<[A-Z]+_\d+>'$/.test(shared) ? [] : [`comment on ${of}: ${shortened(shared, longestComment)}`]
}
