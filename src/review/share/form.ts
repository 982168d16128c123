import type { Form } from '../sharing.ts'

const endings: readonly (readonly [RegExp, Form])[] = [
  [/\.(?:sql|ddl|dml|pgsql|psql|bq|hql|prc|fnc|pks|pkb|vw|up|down)$/i, 'sql'],
  [/\.(?:tf|tfvars|hcl|tofu)$/i, 'terraform'],
  [/\.ya?ml$/i, 'yaml'],
  [/\.(?:json|jsonc|json5)$/i, 'json'],
]

/** What a file is by its name; prose where that says nothing of what in it is a literal. */
export function formOf(path: string): Form {
  return endings.find(([ending]) => ending.test(path))?.[1] ?? 'prose'
}
