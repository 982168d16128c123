/**
 * A relation's, type's or routine's name as SQL text, canonical: parts folded as the dialect folds them, quoted only
 * where they must be, joined by dots: `orders`, `app.orders`, `"Order Lines"`. Two equal names are one name.
 * Canonical text (not an object) so that a name can be a map key, a subject and part of a sentence.
 */
export type Name = string

const plain = /^[a-z_\u0080-\uffff][a-z0-9_$\u0080-\uffff]*$/

/** One identifier as canonical SQL text (Postgres quote_ident, but keywords stay bare: names here are read, not run). */
export function quote(identifier: string): string {
  return plain.test(identifier) ? identifier : `"${identifier.replaceAll('"', '""')}"`
}

/** Joins identifiers (not yet quoted, outermost first) to a canonical name; empty leading parts are left out. */
export function nameOf(...parts: readonly (string | undefined)[]): Name {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => quote(part as string))
    .join('.')
}

/** The identifiers of a canonical name, unquoted, outermost first. */
export function partsOf(name: Name): string[] {
  if (!name.includes('"')) return name.split('.')
  const parts: string[] = []
  for (const match of name.matchAll(/"((?:[^"]|"")*)"|[^."]+/g)) {
    parts.push(match[1] === undefined ? match[0] : match[1].replaceAll('""', '"'))
  }
  return parts
}

/** The last identifier, unquoted: `orders` of `app.orders`. */
export function lastPart(name: Name): string {
  return partsOf(name).at(-1) ?? name
}

/** The schema, unquoted, or undefined for an unqualified name: `app` of `app.orders`. */
export function schemaPart(name: Name): string | undefined {
  const parts = partsOf(name)
  return parts.length > 1 ? parts.at(-2) : undefined
}

/** A column's canonical name: `orders.total`. */
export function columnName(relation: Name, column: string): Name {
  return `${relation}.${quote(column)}`
}
