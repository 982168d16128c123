import fc from 'fast-check'
import { isTable } from '../../../../src/core/catalog/lookup.ts'
import type { Catalog, CatalogColumn, Table, UserType, View } from '../../../../src/core/catalog.ts'
import { lastPart, quote } from '../../../../src/core/name.ts'

/** A step of a random history: which command, and the choices it makes among what exists by then. */
export interface Step {
  readonly command: number
  readonly choices: readonly number[]
}

export const steps = fc.array(
  fc.record({
    command: fc.nat({ max: 10_000 }),
    choices: fc.array(fc.nat({ max: 10_000 }), { minLength: 6, maxLength: 6 }),
  }),
  { minLength: 10, maxLength: 70, size: 'max' },
)

/** The SQL of a step, given the database so far; undefined when there is nothing it could be about. */
export function render(step: Step, catalog: Catalog): string | undefined {
  const all = catalog.relations.size === 0 ? commands.slice(0, 6) : weighted
  const command = all[step.command % all.length] as Command
  try {
    return command(new World(catalog, step.choices))
  } catch (error) {
    if (error === nothing) return undefined
    throw error
  }
}

type Command = (world: World) => string

const nothing = Symbol('nothing to choose from')
const schemas = ['public', 'public', 's1', '"S 2"']
const tableNames = [
  't',
  'u',
  'orders',
  'order_items',
  'Items',
  'a_rather_long_table_name_that_leaves_little_room_for_more',
]
const columnNames = [
  'id',
  'a',
  'b',
  'c',
  'total',
  'Mixed',
  'a_column_name_that_is_long_enough_to_be_cut_in_places',
]
const scalars = [
  'integer',
  'bigint',
  'text',
  'varchar(20)',
  'numeric(10,2)',
  'timestamptz',
  'timestamp(3)',
  'text[]',
  'smallint',
  'boolean',
  'uuid',
  'date',
]

class World {
  readonly catalog: Catalog
  readonly #choices: readonly number[]
  #next = 0

  constructor(catalog: Catalog, choices: readonly number[]) {
    this.catalog = catalog
    this.#choices = choices
  }

  number(): number {
    const at = this.#next++
    const drawn = this.#choices[at % this.#choices.length] ?? 0
    return at < this.#choices.length
      ? drawn
      : Math.floor(drawn / (7 * Math.floor(at / this.#choices.length))) + at
  }

  one<T>(list: readonly T[]): T {
    if (list.length === 0) throw nothing
    return list[this.number() % list.length] as T
  }

  /** True once in so many times; false when choices are small. */
  once(times: number): boolean {
    return this.number() % times === times - 1
  }

  maybe(times: number, text: string): string {
    return this.once(times) ? text : ''
  }

  some<T>(list: readonly T[], most: number): T[] {
    if (list.length === 0) throw nothing
    const count = 1 + (this.number() % Math.min(most, list.length))
    const from = this.number()
    return Array.from({ length: count }, (_, i) => list[(from + i) % list.length] as T)
  }

  get tables(): Table[] {
    return [...this.catalog.relations.values()].filter(isTable)
  }

  get views(): View[] {
    return [...this.catalog.relations.values()].filter(
      (one) => one.kind === 'view' || one.kind === 'materialized-view',
    ) as View[]
  }

  table(): Table {
    return this.one(this.tables)
  }

  column(table: Table): CatalogColumn {
    return this.one(table.columns)
  }

  columns(table: Table, most = 2): string {
    return [...new Set(this.some(table.columns, most).map(({ name }) => quote(name)))].join(', ')
  }

  newTable(): string {
    return this.written(`${quoteSchema(this.one(schemas))}.${quote(this.one(tableNames))}`)
  }

  /** A full name, sometimes without its schema where the search path would find it. */
  written(name: string): string {
    return name.startsWith('public.') && this.number() % 3 === 0 ? name.slice(7) : name
  }

  newColumn(): string {
    return quote(this.one(columnNames))
  }

  type(): string {
    const users = [...this.catalog.types.values()]
    return this.once(5) && users.length > 0 ? this.one(users).name : this.one(scalars)
  }

  userType(kind: UserType['kind']): UserType {
    return this.one([...this.catalog.types.values()].filter((type) => type.kind === kind))
  }

  named(prefix: string): string {
    return this.maybe(3, `CONSTRAINT ${prefix}${this.number() % 5} `)
  }
}

const quoteSchema = (schema: string) => (schema.startsWith('"') ? schema : quote(schema))

function columnDefinition(world: World, inTable = true): string {
  const name = world.newColumn()
  const form = world.number() % 14
  if (form === 13) return `${name} ${world.one(['serial', 'bigserial'])}${world.maybe(3, ' PRIMARY KEY')}`
  if (form === 12) return `${name} bigint GENERATED ${world.one(['ALWAYS', 'BY DEFAULT'])} AS IDENTITY`
  if (form === 11) return `${name} integer ${world.named('pk')}PRIMARY KEY`
  if (form === 10) return `${name} text ${world.named('uq')}UNIQUE`
  if (form === 9) return `${name} integer ${world.named('ck')}CHECK (${name} > 0)`
  if (form === 8) return `${name} integer ${world.named('fk')}REFERENCES ${world.table().name}`
  if (form === 7) return `${name} integer DEFAULT 7 NOT NULL`
  if (form === 6 && inTable) return `${name} integer CONSTRAINT nn${world.number() % 4} NOT NULL UNIQUE`
  return `${name} ${world.type()}${world.maybe(3, ' NOT NULL')}`
}

function definitions(world: World): { list: string[]; names: string[] } {
  const byName = new Map<string, string>()
  const count = 1 + (world.number() % 4)
  for (let i = 0; i < count; i++) {
    const text = columnDefinition(world)
    byName.set(text.startsWith('"') ? (/^"[^"]*"/.exec(text)?.[0] ?? '') : (text.split(' ')[0] ?? ''), text)
  }
  return { list: [...byName.values()], names: [...byName.keys()] }
}

function tableConstraint(world: World, names: readonly string[]): string {
  const listed = [...new Set(world.some(names, 2))].join(', ')
  const form = world.number() % 7
  if (form === 6) return `${world.named('ex')}EXCLUDE USING btree (${world.one(names)} WITH =)`
  if (form === 0) return `${world.named('uq')}UNIQUE (${listed})`
  if (form === 1) return `${world.named('pk')}PRIMARY KEY (${listed})`
  if (form === 2)
    return `${world.named('ck')}CHECK (${world
      .some(names, 2)
      .map((name) => `${name} IS NOT NULL`)
      .join(' OR ')})`
  if (form === 3)
    return `${world.named('fk')}FOREIGN KEY (${world.one(names)}) REFERENCES ${world.table().name}`
  if (form === 4)
    return `${world.named('ck')}CHECK (${world.one(names)} IS NOT NULL)${world.maybe(3, ' NO INHERIT')}`
  return `${world.named('uq')}UNIQUE${world.maybe(3, ' NULLS NOT DISTINCT')} (${world.one(names)})${world.maybe(3, ' DEFERRABLE')}`
}

const createTable: Command = (world) => {
  const { list, names } = definitions(world)
  const constraints = world.once(2) ? [tableConstraint(world, names)] : []
  return `CREATE TABLE ${world.newTable()} (${[...list, ...constraints].join(', ')})`
}

const createPartitioned: Command = (world) => {
  const unique = world.one([
    '',
    ', PRIMARY KEY (k)',
    ', UNIQUE (k, a)',
    ', CHECK (k > 0)',
    ', a2 integer NOT NULL',
  ])
  return `CREATE TABLE ${world.newTable()} (k integer, a integer, b text${unique}) PARTITION BY LIST (k)`
}

const createSchema: Command = (world) => `CREATE SCHEMA ${quoteSchema(world.one(['s1', '"S 2"']))}`

const createEnum: Command = (world) =>
  `CREATE TYPE ${world.one(schemas)}.${world.one(['mood', 'state'])} AS ENUM ('x', 'y')`

const createDomain: Command = (world) =>
  `CREATE DOMAIN ${world.one(schemas)}.${world.one(['money_amount', 'code'])} AS ${world.one(['integer', 'text', 'numeric(8,2)'])}${world.maybe(3, ' NOT NULL')}${world.maybe(2, ' CHECK (VALUE IS NOT NULL)')}`

const createPartition: Command = (world) => {
  const parent = world.one(world.tables.filter((table) => table.partitionBy))
  const bound = world.one(['FOR VALUES IN (1)', 'FOR VALUES IN (2, 3)', 'FOR VALUES IN (4)', 'DEFAULT'])
  const below = world.maybe(6, ' PARTITION BY LIST (k)')
  return `CREATE TABLE ${world.newTable()} PARTITION OF ${parent.name} ${bound}${below}`
}

const inherit: Command = (world) => {
  const parents = [...new Set(world.some(world.tables, 2).map(({ name }) => name))]
  const own = world.once(2) ? columnDefinition(world) : ''
  return `CREATE TABLE ${world.newTable()} (${own}) INHERITS (${parents.join(', ')})`
}

const like: Command = (world) => {
  const including = world
    .some(['DEFAULTS', 'CONSTRAINTS', 'INDEXES', 'IDENTITY', 'GENERATED', 'ALL'], 3)
    .map((part) => ` INCLUDING ${part}`)
  return `CREATE TABLE ${world.newTable()} (LIKE ${world.table().name}${world.maybe(2, including.join(''))}${world.maybe(3, ', extra integer UNIQUE')})`
}

const selected: Command = (world) => {
  const table = world.table()
  return `CREATE TABLE ${world.newTable()} AS SELECT ${world.once(2) ? '*' : world.columns(table, 3)} FROM ${table.name}`
}

const alter = (actions: (world: World, table: Table) => string): Command => {
  return (world) => {
    const table = world.table()
    return `ALTER TABLE ${world.maybe(8, 'ONLY ')}${world.written(table.name)} ${actions(world, table)}`
  }
}

const addColumn = alter(
  (world) => `ADD COLUMN ${world.maybe(5, 'IF NOT EXISTS ')}${columnDefinition(world, false)}`,
)
const addGenerated = alter(
  (world, table) =>
    `ADD COLUMN ${world.newColumn()} boolean GENERATED ALWAYS AS (${quote(world.column(table).name)} IS NULL) STORED`,
)
const dropColumn = alter(
  (world, table) => `DROP COLUMN ${quote(world.column(table).name)}${world.maybe(3, ' CASCADE')}`,
)
const renameColumn = alter(
  (world, table) => `RENAME COLUMN ${quote(world.column(table).name)} TO ${world.newColumn()}`,
)
const alterType = alter((world, table) => {
  const column = quote(world.column(table).name)
  const type = world.one(['bigint', 'text', 'varchar(30)', 'numeric(12,2)', world.type()])
  return `ALTER COLUMN ${column} TYPE ${type} USING NULL`
})
const setNotNull = alter(
  (world, table) =>
    `ALTER COLUMN ${quote(world.column(table).name)} ${world.one(['SET', 'DROP', 'DROP'])} NOT NULL`,
)
const setDefault = alter(
  (world, table) =>
    `ALTER COLUMN ${quote(world.column(table).name)} ${world.one(['SET DEFAULT NULL', 'DROP DEFAULT'])}`,
)
const identity = alter(
  (world, table) =>
    `ALTER COLUMN ${quote(world.column(table).name)} ${world.one(['ADD GENERATED ALWAYS AS IDENTITY', 'DROP IDENTITY IF EXISTS', 'DROP EXPRESSION IF EXISTS'])}`,
)
const addConstraint = alter((world, table) => {
  const names = table.columns.map(({ name }) => quote(name))
  return `ADD ${tableConstraint(world, names)}${world.maybe(4, ' NOT VALID')}`
})
const addReference = alter((world, table) => {
  const other = world.table()
  const keys = other.indexes.filter(
    ({ unique, keys }) => unique && keys.length === 1 && keys[0]?.column !== undefined,
  )
  const key = world.number() % 3 > 0 && keys.length > 0 ? world.one(keys).keys[0]?.column : undefined
  if (key !== undefined) {
    const type = other.columns.find(({ name }) => name === key)?.type?.name
    const fitting = table.columns.filter((column) => column.type?.name === type)
    return `ADD ${world.named('fk')}FOREIGN KEY (${quote(world.one(fitting).name)}) REFERENCES ${other.name} (${quote(key)})${world.maybe(3, ' NOT VALID')}`
  }
  return `ADD ${world.named('fk')}FOREIGN KEY (${quote(world.column(table).name)}) REFERENCES ${other.name} (${quote(world.column(other).name)})${world.maybe(3, ' NOT VALID')}`
})
const dropConstraint = alter(
  (world, table) =>
    `DROP CONSTRAINT ${quote(world.one(table.constraints).name)}${world.maybe(3, ' CASCADE')}`,
)
const validate = alter((world, table) => `VALIDATE CONSTRAINT ${quote(world.one(table.constraints).name)}`)
const renameConstraint = alter(
  (world, table) => `RENAME CONSTRAINT ${quote(world.one(table.constraints).name)} TO r${world.number() % 6}`,
)
const usingIndex = alter(
  (world, table) =>
    `ADD ${world.named('ui')}${world.one(['UNIQUE', 'PRIMARY KEY'])} USING INDEX ${quote(world.one(table.indexes.filter(({ constraint }) => constraint === undefined)).name)}`,
)
const renameTable = alter((world) => `RENAME TO ${quote(world.one(tableNames))}`)
const moveTable = alter((world) => `SET SCHEMA ${quoteSchema(world.one(schemas))}`)
const several = alter((world, table) => {
  const column = quote(world.column(table).name)
  return world.one([
    `ADD COLUMN n1 integer, DROP COLUMN ${column}`,
    `DROP COLUMN ${column}, ADD COLUMN ${column} text`,
    `ALTER COLUMN ${column} SET NOT NULL, ADD CHECK (${column} IS NOT NULL), ADD UNIQUE (${column})`,
    `ADD COLUMN n2 integer UNIQUE, ADD COLUMN n3 integer CHECK (n3 > n2)`,
    `ADD CHECK (${column} IS NOT NULL), ADD CHECK (${column} IS NOT NULL)`,
  ])
})
const notNullConstraint = alter(
  (world, table) =>
    `ADD ${world.named('nn')}NOT NULL ${quote(world.column(table).name)}${world.maybe(2, ' NOT VALID')}`,
)

const detach: Command = (world) => {
  const partition = world.one(world.tables.filter((table) => table.partitionOf !== undefined))
  return `ALTER TABLE ${partition.partitionOf} DETACH PARTITION ${partition.name}`
}

const partitioned = (world: World) => world.one(world.tables.filter((table) => table.partitionBy))
const holds = (parent: Table) => (table: Table) =>
  table.name !== parent.name &&
  parent.columns.every(({ name }) => table.columns.some((column) => column.name === name))
const free = (world: World) =>
  world.one(['FOR VALUES IN (5)', 'FOR VALUES IN (6)', 'FOR VALUES IN (1)', 'DEFAULT'])

const attach: Command = (world) => {
  const parent = partitioned(world)
  const fitting = world.tables.filter(
    (table) => table.partitionOf === undefined && table.columns.length === parent.columns.length,
  )
  return `ALTER TABLE ${parent.name} ATTACH PARTITION ${world.one(fitting.filter(holds(parent))).name} ${free(world)}`
}

/** Made and attached in one go, with an index, a key or a foreign key of its own that may serve as the parent's. */
const attachNew: Command = (world) => {
  const parent = partitioned(world)
  const column = quote(world.column(parent).name)
  const child = world.newTable()
  const own = world.one([
    '',
    `ALTER TABLE ${child} ADD UNIQUE (${column});`,
    `CREATE INDEX ON ${child} (${column});`,
    `ALTER TABLE ${child} ADD CHECK (${column} IS NOT NULL);`,
    `ALTER TABLE ${child} ADD FOREIGN KEY (${column}) REFERENCES ${world.table().name};`,
  ])
  const including = world.one(['', ' INCLUDING ALL', ' INCLUDING CONSTRAINTS', ' INCLUDING INDEXES'])
  return `CREATE TABLE ${child} (LIKE ${parent.name}${including}); ${own} ALTER TABLE ${parent.name} ATTACH PARTITION ${child} ${free(world)}`
}

const inheritLater: Command = (world) => {
  const parent = world.table()
  const children = world.tables.filter(holds(parent)).filter((table) => table.partitionOf === undefined)
  return `ALTER TABLE ${world.one(children).name} INHERIT ${parent.name}`
}

const stopInheriting: Command = (world) => {
  const child = world.one(world.tables.filter(({ inherits }) => inherits.length > 0))
  return `ALTER TABLE ${child.name} NO INHERIT ${world.one(child.inherits)}`
}

const createIndex: Command = (world) => {
  const table = world.table()
  const column = quote(world.column(table).name)
  const keys = world.one([
    world.columns(table, 3),
    column,
    `(${column} IS NULL)`,
    `coalesce(${column}, ${column})`,
    `(${column}::text)`,
    `${column} DESC`,
  ])
  const name = world.maybe(3, `i${world.number() % 6}`)
  return `CREATE ${world.maybe(3, 'UNIQUE ')}INDEX ${name} ON ${world.maybe(6, 'ONLY ')}${table.name} (${keys})${world.maybe(5, ` INCLUDE (${column})`)}${world.maybe(5, ` WHERE ${column} IS NOT NULL`)}`
}

const indexNames = (world: World) => [...world.catalog.indexes.keys()]
const dropIndex: Command = (world) =>
  `DROP INDEX ${world.one(indexNames(world))}${world.maybe(4, ' CASCADE')}`
const renameIndex: Command = (world) =>
  `ALTER INDEX ${world.one(indexNames(world))} RENAME TO j${world.number() % 8}`
const attachIndex: Command = (world) => {
  const parent = partitioned(world)
  const child = world.one(world.tables.filter((table) => table.partitionOf === parent.name))
  const index = world.one(parent.indexes.filter(({ valid }) => !valid))
  const written = (table: Table, name: string) =>
    `${table.name.slice(0, table.name.length - quote(lastPart(table.name)).length)}${quote(name)}`
  const candidates = child.indexes.filter((one) => one.parent === undefined)
  return `ALTER INDEX ${written(parent, index.name)} ATTACH PARTITION ${written(child, world.one(candidates).name)}`
}

/** An index of a partitioned table made without its partitions, and then one of a partition that fits. */
const indexApart: Command = (world) => {
  const parent = partitioned(world)
  const children = world.tables.filter((table) => table.partitionOf === parent.name)
  const column = quote(world.column(parent).name)
  const unique = world.maybe(4, 'UNIQUE ')
  return `CREATE ${unique}INDEX ON ONLY ${parent.name} (${column}); CREATE ${unique}INDEX ON ${world.one(children).name} (${column})`
}

const createView: Command = (world) => {
  const sources = [...world.tables, ...world.views]
  const one = world.one(sources)
  const other = world.one(sources)
  const field = (relation: Table | View) =>
    quote(world.one(relation.columns.map((column) => (typeof column === 'string' ? column : column.name))))
  const query = world.one([
    `SELECT * FROM ${one.name}`,
    `SELECT x.${field(one)} FROM ${one.name} x`,
    `SELECT x.${field(one)}, y.${field(other)} AS other FROM ${one.name} x JOIN ${other.name} y ON x.${field(one)} IS NOT NULL`,
    `WITH w AS (SELECT * FROM ${one.name}) SELECT w.${field(one)} AS w1, (SELECT count(*) FROM ${other.name}) FROM w`,
    `SELECT ${field(one)} IS NULL AS n FROM ${one.name} WHERE EXISTS (SELECT 1 FROM ${other.name} z WHERE z.${field(other)} IS NOT NULL)`,
    `SELECT coalesce(${field(one)}, NULL), 1::bigint FROM ${one.name} UNION ALL SELECT NULL, 2`,
  ])
  const kind = world.one(['VIEW', 'VIEW', 'OR REPLACE VIEW', 'MATERIALIZED VIEW'])
  return `CREATE ${kind} ${world.one(schemas)}.${world.one(['v', 'w', 't'])} AS ${query}`
}
const dropView: Command = (world) => {
  const view = world.one(world.views)
  return `DROP ${view.kind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW'} ${view.name}${world.maybe(3, ' CASCADE')}`
}
const changeView: Command = (world) => {
  const view = world.one(world.views)
  const kind = view.kind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW'
  return `ALTER ${kind} ${view.name} ${world.one([`RENAME TO ${world.one(['v', 'w', 'x'])}`, `SET SCHEMA ${world.one(schemas)}`, `RENAME COLUMN ${quote(world.one(view.columns))} TO renamed`])}`
}
const indexView: Command = (world) => {
  const view = world.one(world.views.filter(({ kind }) => kind === 'materialized-view'))
  return `CREATE INDEX ON ${view.name} (${quote(world.one(view.columns))})`
}

const dropTable: Command = (world) =>
  `DROP TABLE ${[...new Set(world.some(world.tables, 2).map(({ name }) => name))].join(', ')}${world.maybe(2, ' CASCADE')}`

const changeEnum: Command = (world) => {
  const type = world.userType('enum')
  const values = type.kind === 'enum' ? type.values : []
  return world.one([
    `ALTER TYPE ${type.name} ADD VALUE ${world.maybe(3, 'IF NOT EXISTS ')}'v${world.number() % 4}'`,
    `ALTER TYPE ${type.name} ADD VALUE 'v${world.number() % 6}' ${world.one(['BEFORE', 'AFTER'])} '${world.one(values)}'`,
    `ALTER TYPE ${type.name} RENAME VALUE '${world.one(values)}' TO 'v${world.number() % 8}'`,
  ])
}
const changeType: Command = (world) => {
  const type = world.one([...world.catalog.types.values()])
  const word = type.kind === 'domain' ? 'DOMAIN' : 'TYPE'
  return world.one([
    `ALTER ${word} ${type.name} RENAME TO ${world.one(['mood', 'renamed_type', 'Kind'])}`,
    `ALTER ${word} ${type.name} SET SCHEMA ${world.one(schemas)}`,
    `DROP ${word} ${type.name}${world.maybe(2, ' CASCADE')}`,
  ])
}
const changeDomain: Command = (world) => {
  const type = world.userType('domain')
  const constraints = type.kind === 'domain' ? type.constraints : []
  return world.one([
    `ALTER DOMAIN ${type.name} ADD ${world.named('dc')}CHECK (VALUE IS NOT NULL)${world.maybe(3, ' NOT VALID')}`,
    `ALTER DOMAIN ${type.name} ${world.one(['SET', 'DROP'])} NOT NULL`,
    `ALTER DOMAIN ${type.name} DROP CONSTRAINT ${constraints[0]?.name ?? 'none'}`,
    `ALTER DOMAIN ${type.name} VALIDATE CONSTRAINT ${constraints[0]?.name ?? 'none'}`,
  ])
}

const changeSchema: Command = (world) =>
  world.one([
    `DROP SCHEMA ${world.one(['s1', '"S 2"'])} CASCADE`,
    `ALTER SCHEMA ${world.one(['s1', '"S 2"', 's3'])} RENAME TO ${world.one(['s1', 's3'])}`,
    `SET search_path TO ${world.one(['s1, public', 'public', '"S 2"', 's3, s1, public'])}`,
    `SET search_path TO ${world.one(['s1, public', 'public'])}`,
  ])

const sequences: Command = (world) => {
  const names = [...world.catalog.relations.values()]
    .filter(({ kind }) => kind === 'sequence')
    .map(({ name }) => name)
  const table = world.table()
  return world.one([
    `CREATE SEQUENCE ${world.one(schemas)}.${world.one(['t_id_seq', 'orders_a_seq', 'q'])}`,
    `DROP SEQUENCE ${world.one(names)} CASCADE`,
    `ALTER SEQUENCE ${world.one(names)} OWNED BY ${table.name}.${quote(world.column(table).name)}`,
    `ALTER SEQUENCE ${world.one(names)} RENAME TO ${world.one(['q', 'q2', 'orders_id_seq'])}`,
  ])
}

/** Those that need nothing first. */
const commands: readonly Command[] = [
  createTable,
  createTable,
  createPartitioned,
  createSchema,
  createEnum,
  createDomain,
]

const weighted: readonly Command[] = [
  ...commands,
  createTable,
  createTable,
  createTable,
  createPartition,
  createPartition,
  createPartition,
  inherit,
  inherit,
  like,
  like,
  selected,
  addColumn,
  addColumn,
  addColumn,
  addGenerated,
  dropColumn,
  dropColumn,
  dropColumn,
  renameColumn,
  renameColumn,
  alterType,
  alterType,
  setNotNull,
  setNotNull,
  setNotNull,
  setDefault,
  identity,
  addConstraint,
  addConstraint,
  addConstraint,
  addReference,
  addReference,
  addReference,
  dropConstraint,
  dropConstraint,
  dropConstraint,
  validate,
  validate,
  renameConstraint,
  usingIndex,
  renameTable,
  renameTable,
  moveTable,
  several,
  several,
  inheritLater,
  stopInheriting,
  notNullConstraint,
  attach,
  attachNew,
  attachNew,
  attachNew,
  detach,
  createIndex,
  createIndex,
  createIndex,
  createIndex,
  dropIndex,
  dropIndex,
  renameIndex,
  attachIndex,
  attachIndex,
  indexApart,
  createView,
  createView,
  createView,
  dropView,
  changeView,
  indexView,
  dropTable,
  dropTable,
  changeEnum,
  changeType,
  changeDomain,
  changeSchema,
  sequences,
]
