import type { SqlDocument } from '../../../src/core/document.ts'
import type { Statement } from '../../../src/core/statement.ts'

/** Whether the file itself has set the session's time zone to UTC before a statement. */
export function sessionIsUtc(document: SqlDocument, statement: Statement): boolean {
  const earlier = document.statements.slice(0, document.statements.indexOf(statement))
  const last = earlier.findLast(
    (one) => one.kind === 'set' && ['timezone', 'time zone', '*'].includes(one.parameter),
  )
  return (
    last?.kind === 'set' && /^'?(?:etc\/)?(?:utc|gmt|uct|universal|zulu|0)'?$/i.test(last.values?.[0] ?? '')
  )
}
