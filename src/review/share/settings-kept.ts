import { kindUnder, namedByColumn } from './columns.ts'
import { kindOf } from './kind.ts'
import { isSecretUnder } from './secret-under.ts'
import type { SettingsPlace } from './settings-place.ts'
import type { Kind, Span } from './span.ts'
import { valuesOfString } from './terraform-kept.ts'

/** What stands in a place of settings, under its key. Keys are structure. */
export type ValueRule = (value: string, key: string, place: SettingsPlace) => readonly Span[]

/** Keys of dbt, of contracts and of migration tools under which a word is structure, in the places they have. */
const structural =
  /^\+?(?:name|model|models|source|sources|table|tables|columns?|column_names?|schema|database|project|dataset|identifier|alias|relation|seeds?|snapshots?|macros?|arguments|exposures?|metrics?|measures?|dimensions?|entities|type|data_type|dtype|logicalType|physicalType|physicalName|kind|format|materialized|strategy|tests?|data_tests|unit_tests|constraints?|to|field|fields|ref|refs|depends_on|nodes|severity|enabled|version|versions|access|group|tags?|unique_key|unique_combination_of_columns|combination_of_columns|partition_by|cluster_by|granularity|incremental_strategy|on_schema_change|updated_at|check_cols|loaded_at_field|period|count|datatype|dialect|engine|contract|enforced|package|packages|quote|operation|agg|expr_type|maturity|tableName|schemaName|baseTableName|baseColumnNames|referencedTableName|referencedColumnNames|constraintName|indexName|newColumnName|oldColumnName|newTableName|oldTableName|columnName|columnNames|columnDataType|newDataType|mode|required|unique|nullable|primaryKey|not_null|dbms|relativeToChangelogFile|file|path)$/
/** The same of whole projects and contracts. */
const ofProject =
  /^(?:name|profile|status|id|(?:model|seed|test|macro|snapshot|analysis|docs|asset)-paths|target-path|clean-targets|require-dbt-version)$/
const word = /^[\w.$*:/-]{1,100}$/
const typeKey = /^(?:type|data_type|dtype|logicalType|physicalType|datatype|columnDataType|newDataType)$/
const typeWord =
  /^(?:(?:var|n|nvar|bp)?char(?:acter)?2?|varying|text|string|clob|(?:tiny|small|medium|big|long)?(?:int|text|blob)(?:eger)?\d{0,3}|serial|bigserial|number|numeric|big_?numeric|decimal|dec|float\d{0,2}|double|precision|real|money|bool(?:ean)?|bit|byte|bytea|bytes|binary|varbinary|date(?:time)?2?|time|timestamp\w{0,4}|interval|with|without|zone|local|uuid|json|jsonb|variant|object|array|struct|record|map|xml|geography|geometry|inet|cidr|vector|hstore|enum|unsigned|null|any|dashboard|notebook|analysis|ml|application|simple|ratio|derived|cumulative|conversion|primary|foreign|unique|natural|categorical|not_null|primary_key|foreign_key|check|custom|expression|table|view|model|java\.sql\.types\.\w{1,20})$/i

/** In settings a value is replaced, but for yes and no, names under keys that name things, and calls of dbt. */
export function valuesOfSetting(value: string, key: string, place: SettingsPlace): readonly Span[] {
  if (place.region === 'cloud') return valuesOfString(value, key)
  if (place.region === 'cloud-values') return valuesOfString(value, '', true)
  return isKept(value, key, place) ? [] : [{ kind: kindOf(value), start: 0, end: value.length }]
}

const call = /^(?:ref|source)\(\s*['"][\w.-]{1,80}['"](?:\s*,\s*['"][\w.-]{1,80}['"]){0,2}\s*\)$/
const versioned = /^(?:version|Version|config-version|apiVersion|require-dbt-version)$/

function isKept(value: string, key: string, { region }: SettingsPlace): boolean {
  if (/^[^\p{L}\p{N}]{0,3}$/u.test(value) || /^(?:true|false|null|yes|no|on|off|[01])$/i.test(value))
    return true
  if (call.test(value)) return true
  if (versioned.test(key) && region !== 'rows' && region !== 'values')
    return /^v?\d[\w.-]{0,20}$|^[<>=~^]{1,2} ?\d[\d.]{0,20}$/.test(value)
  if (!isStructuralIn(region, key)) return false
  if (typeKey.test(key)) return isType(value)
  if (!word.test(value)) return false
  return kindOf(value) === 'TEXT' || (kindOf(value) === 'NUMBER' && value.length < 7)
}

function isStructuralIn(region: SettingsPlace['region'], key: string): boolean {
  if (region === 'things') return structural.test(key)
  if (region === 'names') return key === 'expression' || structural.test(key)
  if (region === 'folders') return key.startsWith('+') && structural.test(key)
  if (region === 'rows') return /^(?:tableName|schemaName)$/.test(key)
  if (region === 'project' && ofProject.test(key)) return true
  return region !== 'values' && /^(?:(?:data_)?tests|kind|dbms)$/.test(key)
}

/** `numeric(12, 2)`, `timestamp with time zone`, `array<string>`. */
function isType(value: string): boolean {
  if (value.length > 100) return false
  const words = value.match(/[A-Za-z_][\w.]*/g) ?? []
  return /^[\w.(), <>[\]]+$/.test(value) && words.every((each) => typeWord.test(each))
}

/** Whether something under this key is personal or secret, whatever it looks like. */
export function kindOfSetting(value: string, key: string, place: SettingsPlace): Kind | undefined {
  if (isSecretUnder(key, value, place.isSecret)) return 'SECRET'
  if (/^(?:true|false|null|\d{1,3})?$/i.test(value)) return undefined
  return kindUnder(key, value) ?? (place.region === 'rows' ? namedByColumn(key).kind : undefined)
}

/** A value with its key and the mapping that it stands in. */
interface Entry {
  readonly key: string
  readonly value: string
  readonly mapping: number
}

/** What entries are by the name that stands beside them: `{ name: DB_PASSWORD, value: ... }`, in either order. */
export function namedBeside(entries: readonly Entry[]): (entry: Entry) => Kind | undefined {
  const names = new Map<number, string>()
  for (const { key, value, mapping } of entries)
    if (/^(?:name|key|variable)$/i.test(key)) names.set(mapping, value)
  return ({ key, value, mapping }) => {
    const name =
      /^(?:value|default|defaultValue|value_?string|value_?date|value_?numeric)$/i.test(key) &&
      names.get(mapping)
    if (!name) return undefined
    if (isSecretUnder(name, value, false)) return 'SECRET'
    return /^(?:true|false|null|\d{1,3})?$/i.test(value) ? undefined : namedByColumn(name).kind
  }
}
