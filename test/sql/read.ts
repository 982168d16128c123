import type { Statement } from '../../src/core/statement.ts'
import { loadEngine } from '../../src/sql/postgres/engine.ts'
import { type PostgresOptions, parsePostgres } from '../../src/sql/postgres/parse.ts'

await loadEngine()

export function read(text: string, options?: PostgresOptions): readonly Statement[] {
  return parsePostgres(text, options).statements
}

/** The statements with every range replaced by the text it covers, so that one comparison checks shape and ranges. */
export function shown(text: string, options?: PostgresOptions): unknown[] {
  return read(text, options).map((statement) => show(statement, text))
}

function show(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((item) => show(item, text))
  if (typeof value !== 'object' || value === null) return value
  const { start, end } = value as { start?: unknown; end?: unknown }
  if (typeof start === 'number' && typeof end === 'number') return text.slice(start, end)
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, show(part, text)]))
}

/** The only statement of a text. */
export function one(text: string, options?: PostgresOptions): unknown {
  const statements = shown(text, options)
  if (statements.length !== 1) throw new Error(`${statements.length} statements in: ${text}`)
  return statements[0]
}

export function kindsOf(text: string, options?: PostgresOptions): string[] {
  return read(text, options).map((statement) => statement.kind)
}
