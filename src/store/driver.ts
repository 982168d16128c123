/** One connection, the same of both databases. */
export interface Connection {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Several statements at once, without values. */
  script(text: string): Promise<void>
}

/** What a database has to offer; `database.ts` makes the rest of it. */
export interface Driver {
  readonly kind: 'postgres' | 'embedded'
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  listen(channel: string, heard: () => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Postgres holds neither a zero character nor half a surrogate pair; what people write has both, so both are replaced. */
export function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value
}

/** A value as the text of a jsonb parameter. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value ?? null).replace(unstorableEscape, '$1\\ufffd')
}

/** JSON.stringify escapes a surrogate only when it is alone. The backslashes before count in pairs. */
const unstorableEscape = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g
