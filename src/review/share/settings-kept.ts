import { kindUnder } from './columns.ts'
import { kindOf } from './kind.ts'
import type { Span } from './span.ts'

/** What stands in a place of settings, under its key. Keys are structure. */
export type ValueRule = (value: string, key: string) => readonly Span[]

/** Keys of dbt, of contracts, of migration tools and of policies of access under which a word is structure. */
const structural =
  /^(?:name|model|models|source|sources|table|tables|columns?|column_names?|schema|database|project|dataset|identifier|alias|relation|seeds?|snapshots?|macros?|arguments|exposures?|metrics?|measures?|dimensions?|entities|type|data_type|dtype|logicalType|physicalType|physicalName|kind|format|materialized|strategy|tests?|data_tests|unit_tests|constraints?|to|field|fields|ref|refs|depends_on|severity|enabled|version|versions|apiVersion|status|access|group|tags?|meta_type|unique_key|unique_combination_of_columns|combination_of_columns|partition_by|cluster_by|granularity|incremental_strategy|on_schema_change|updated_at|check_cols|loaded_at_field|period|count|datatype|dialect|engine|contract|enforced|extends|package|packages|quote|operation|agg|expr_type|tableName|schemaName|baseTableName|baseColumnNames|referencedTableName|referencedColumnNames|constraintName|indexName|newColumnName|oldColumnName|columnName|columnNames|Effect|Action|NotAction|Resource|NotResource|Principal|NotPrincipal|Service|AWS|Version|Sid|Type|mode|required|unique|nullable|primaryKey|not_null|dbms|relativeToChangelogFile|file|path|profile|model-paths|seed-paths|test-paths|macro-paths|snapshot-paths|analysis-paths|target-path|require-dbt-version|config-version)$/
const word = /^[\w.$*:/ -]{1,100}$/
const call = /^(?:ref|source)\(\s*['"][\w.-]{1,80}['"](?:\s*,\s*['"][\w.-]{1,80}['"]){0,2}\s*\)$/

/** In settings a value is replaced, but for yes and no, names under keys that name things, and calls of dbt. */
export function valuesOfSetting(value: string, key: string): readonly Span[] {
  return isKept(value, key) ? [] : [{ kind: kindOf(value), start: 0, end: value.length }]
}

function isKept(value: string, key: string): boolean {
  if (/^[^\p{L}\p{N}]{0,3}$/u.test(value) || /^(?:true|false|null|yes|no|on|off|[01])$/i.test(value))
    return true
  if (call.test(value)) return true
  if (!structural.test(key) || !word.test(value) || value.split(' ').length > 3) return false
  return kindOf(value) === 'TEXT' || (kindOf(value) === 'NUMBER' && value.length < 7) || /version/i.test(key)
}

/** Whether something under this key is personal or secret, whatever it looks like. */
export function kindOfSetting(value: string, key: string) {
  return /^(?:true|false|null|\d{1,3})?$/i.test(value) ? undefined : kindUnder(key, value)
}
