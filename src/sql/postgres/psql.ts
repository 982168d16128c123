/** A psql command in a script: `\connect`, `\copy`, `\gexec` (psql manual, "Meta-Commands"). */
export interface MetaCommand {
  /** Without the backslash. */
  readonly name: string
  readonly argument: string
  /** Offset after the command, before the line's end. */
  readonly end: number
  /** `\copy t from stdin`: rows follow. */
  readonly copiesRows: boolean
}

const pattern = /\\(;|!|\?|[a-zA-Z_]+|\.)?([^\r\n]*)/y
const sends = /^\\(g|gx|gset|gexec|gdesc|crosstabview|watch|bind|parse|;)(?![a-z])/i

/** A backslash is a command at the start of a line; within a statement only where it sends the statement. */
export function isMetaCommand(text: string, at: number, pending: boolean): boolean {
  if (pending && sends.test(text.slice(at, at + 16))) return true
  let before = at - 1
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) before--
  return before < 0 || text[before] === '\n' || text[before] === '\r' || (!pending && text[before] === ';')
}

export function readMetaCommand(text: string, at: number, limit: number): MetaCommand {
  pattern.lastIndex = at
  const match = pattern.exec(text)
  const name = match?.[1] ?? ''
  if (name === ';') return { name, argument: '', end: at + 2, copiesRows: false }
  const argument = match?.[2] ?? ''
  const end = Math.min(limit, at + (match?.[0] ?? '\\').trimEnd().length)
  const copiesRows = name === 'copy' && /\sfrom\s+p?stdin\b/i.test(argument)
  return { name, argument: argument.trim(), end, copiesRows }
}
