import type { SqlDocument } from './document.ts'
import type { Failure } from './failure.ts'
import type { Statement } from './statement.ts'
import { slice } from './text.ts'

/**
 * Why an error proves nothing where the file, down to where it fails, holds placeholders whose values nobody knows, as a clause. One that
 * merged files hold as well was there turned into the same made-up name, and is as good as its value.
 */
export function ofPlaceholder({ document, statement, earlier, around }: Failure): string | undefined {
  const known = new Set(around.merged.flatMap((one) => one.statements.flatMap((each) => madeUp(each, one))))
  const ran = statement ? [...earlier, statement] : earlier
  const unknown = ran.flatMap((one) => madeUp(one, document)).find((word) => !known.has(word))
  return unknown === undefined ? undefined : `nobody knows the value of ${unknown}, which it holds`
}

/** The words of a statement that are placeholders or hold one, as written. */
function madeUp(statement: Statement, { text, migration }: SqlDocument): readonly string[] {
  const written = slice(text, statement.range)
  const inStrings = migration?.placeholders ? (written.match(placeholder) ?? []) : []
  const { readAs } = statement
  if (readAs === undefined) return inStrings
  const asWritten = [...readAs.matchAll(word)].map((match) => ({
    read: match[0],
    written: written.slice(match.index, match.index + match[0].length),
  }))
  return [
    ...inStrings,
    ...asWritten.filter((one) => one.written !== one.read && one.written !== '').map((one) => one.written),
  ]
}

const word = /[^\s();,.=]+/g
const placeholder = /\$\{[^}\s]{1,100}\}|\{\{[^}]{1,100}\}\}/g
