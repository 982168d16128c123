import { partsOf } from '../../core/name.ts'

/** What a name that is only good inside a file stands for: relations, or null where that is a query or a template. */
export type LocalNames = ReadonlyMap<string, readonly (readonly string[] | null)[]>

const expression =
  /(?<![\w$"])([\w$"]{1,130})\s{1,200}as\s{1,200}(?:(?:not\s{1,200})?materialized\s{0,200})?\(/gi
const source =
  /\b(?:from|join|using|into|update)\s{1,200}(?:only\s{1,200})?([\w.$"]{1,300}|\{\{[^{}]{0,300}\}\})\s{1,200}(as\s{1,200})?([\w$"]{1,130})/gi
const query = /\)\s{0,200}(?:as\s{1,200})?([a-z_][\w$]{0,130})/gi

/** Words that follow a relation and are no alias of it. */
const keywords = new Set(
  (
    'where on join left right inner full outer cross natural set values using group order limit union having as select lateral for with window ' +
    'when returning add drop alter rename to is and or default tablesample except intersect qualify offset fetch not do from then end in ' +
    'between like ilike over filter within desc asc nulls'
  ).split(' '),
)

/** Aliases and common table expressions of SQL files, by a glance: what is no such thing does no more than make the check of names milder. */
export function localNames(texts: readonly string[]): LocalNames {
  const names = new Map<string, (readonly string[] | null)[]>()
  const add = (name: string, target: readonly string[] | null) => {
    const key = name.replaceAll('"', '').toLowerCase()
    if (!keywords.has(key)) names.set(key, [...(names.get(key) ?? []).slice(-20), target])
  }
  for (const text of texts) {
    for (const [, name = ''] of text.matchAll(expression)) add(name, null)
    for (const [, name = ''] of text.matchAll(query)) add(name, null)
    for (const [, relation = '', , alias = ''] of text.matchAll(source)) {
      add(alias, relation.startsWith('{') ? null : partsOf(relation.toLowerCase()))
    }
  }
  return names
}
