// Names and values come from pull requests: whatever is put into SQL of ours goes through one of these.

/** An identifier as SQL that is run: always in quotes, so that no keyword and no capital is another name. */
export function identifier(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}

/** A string as SQL, whatever `standard_conforming_strings` is. */
export function literal(text: string): string {
  return ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
