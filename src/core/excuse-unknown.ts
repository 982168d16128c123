import type { Failure } from './failure.ts'

/**
 * Why an error about something that is not there proves nothing where what production has is not all known, as a clause: nothing is merged,
 * files that belong to it cannot be read, or another part of the repository makes it.
 */
export function ofAnotherBase(failure: Failure): string | undefined {
  const { error, document, around } = failure
  if (!missing.has(error.code) || /^(?:missing|invalid reference to) FROM-clause/.test(error.message))
    return undefined
  const [gap] = around.gaps(document.path)
  if (gap) return `${gap.reason}, and production may have it: ${error.message}`
  return belongsTo(error.message) ? ofColumn(failure) : ofObject(failure)
}

/** Undefined table, column, function, object, schema. */
const missing: ReadonlySet<string> = new Set(['42P01', '42703', '42883', '42704', '3F000'])

/** What is missing is part of a relation that is there, so what made that is here. */
const belongsTo = (message: string) =>
  /^column /.test(message) || /^\w+ ".+" (?:of|for) (?:relation|table) ".+" does not exist$/.test(message)

function ofColumn({ error, base }: Failure): string | undefined {
  const isStandIn = base.stubs.some(({ kind }) => kind === 'table')
  return isStandIn ? `tables are only stand-ins here: ${error.message}` : undefined
}

function ofObject({ error: { message }, base, around }: Failure): string | undefined {
  if (base.files === 0) return `nothing is merged that it could come after: ${message}`
  const { merged } = around
  if (merged.some(({ text }) => setsPath.test(text)))
    return `the merged files give the database a search_path of its own: ${message}`
  if (merged.some(({ statements }) => statements.some(({ readAs }) => readAs !== undefined)))
    return `the merged files hold placeholders whose values nobody knows: ${message}`
  const name = nameIn(message)
  const maker = name === undefined ? undefined : around.makerElsewhere(name)
  return maker === undefined ? undefined : `${maker} may make it: ${message}`
}

const setsPath = /\balter\s+(?:database|role|user)\s[^;]{1,200}\bset\s+search_path\b/i

/** The last part of the name that the server does not find, without quotes and arguments. */
function nameIn(message: string): string | undefined {
  const [, quoted, called] = /"(.+?)"|^(?:function|procedure|aggregate) ([^\s(]+)\(/.exec(message) ?? []
  return (quoted ?? called)?.split('.').at(-1)?.replaceAll('"', '')
}
