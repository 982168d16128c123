import type { Catalog, UserType } from '../catalog.ts'
import { type Name, schemaPart } from '../name.ts'
import type { TypeName } from '../query.ts'
import { displayName, fullNameIn, searched } from './lookup.ts'

const builtIn = new Set(
  `integer bigint smallint boolean text character numeric real uuid json jsonb bytea date interval money inet cidr macaddr macaddr8 xml
  point line lseg box path polygon circle tsvector tsquery bit name oid regclass regproc regtype int4range int8range numrange tsrange
  tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange jsonpath pg_lsn xid xid8 cid
  tid "char" record void trigger serial bigserial smallserial anyelement anyarray`.split(/\s+/),
)

/** The full name a column's type would have among user types; undefined for the server's own. */
export function userTypeKey(type: TypeName | undefined): Name | undefined {
  if (!type || builtIn.has(type.name) || (type.name.includes(' ') && !type.name.includes('"')))
    return undefined
  const schema = schemaPart(type.name)
  if (schema === 'pg_catalog') return undefined
  return schema === undefined ? fullNameIn('public', type.name) : type.name
}

/** The user type a statement names, by its full name, as the search path finds it. */
export function findType(catalog: Catalog, name: Name): UserType | undefined {
  for (const full of searched(catalog, name)) {
    const type = catalog.types.get(full)
    if (type) return type
  }
  return undefined
}

/** A type as columns keep it: a known user type with its schema unless that is `public`, a serial type as its integer. */
export function columnType(catalog: Catalog, type: TypeName): TypeName {
  const integer = serials[type.name]
  if (integer !== undefined) return { ...type, name: integer }
  if (userTypeKey(type) === undefined) return type
  const found = findType(catalog, type.name)
  return { ...type, name: displayName(found?.name ?? type.name) }
}

const serials: Readonly<Record<string, string>> = {
  serial: 'integer',
  bigserial: 'bigint',
  smallserial: 'smallint',
}

export function isSerial(type: TypeName): boolean {
  return serials[type.name] !== undefined && type.dimensions === 0
}
