import { displayName, isTable } from '../../../../src/core/catalog/lookup.ts'
import type { Catalog, Constraint, Table } from '../../../../src/core/catalog.ts'
import { quote } from '../../../../src/core/name.ts'
import { typeText } from '../../../../src/core/query.ts'

/**
 * What both sides say of a database, one fact a line, sorted. NOT NULL constraints (contype n, PostgreSQL 18) are not compared as
 * constraints but as the nullability of their columns. A foreign key that refers to a partitioned table has rows of its own for each
 * partition of that table; these are left out. A default of NULL counts as none.
 */
export async function serverFacts(
  query: (sql: string) => Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>,
): Promise<string[]> {
  const { rows } = await query(factQuery)
  return rows.map(({ fact }) => String(fact))
}

const user = (schema: string) =>
  `${schema} !~ '^pg_' and ${schema} not in ('information_schema', 'sluice_rehearsal')`
const full = (schema: string, name: string) => `pg_temp.canonical(${schema}, ${name})`
const names = (relation: string, numbers: string) =>
  `(select coalesce(string_agg(coalesce(a.attname, ''), ',' order by k.at), '') from unnest(${numbers}::int2[]) with ordinality k(number, at)
    left join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number and k.number <> 0)`

export const prepare = `
create function pg_temp.part(name text) returns text language sql immutable as $$
  select case when name ~ '^[a-z_][a-z0-9_$]*$' then name else '"' || replace(name, '"', '""') || '"' end $$;
create function pg_temp.canonical(schema text, name text) returns text language sql immutable as $$
  select pg_temp.part(schema) || '.' || pg_temp.part(name) $$;`

const factQuery = `
with facts as (
  select format('column %s %s %s %s%s%s', ${full('n.nspname', 'c.relname')}, a.attname,
      case when c.relkind in ('r', 'p') then format_type(a.atttypid, a.atttypmod) end,
      case when c.relkind in ('r', 'p') then case when a.attnotnull then 'not null ' else '' end || case when a.attislocal then '' else 'inherited ' end end,
      case when c.relkind in ('r', 'p') then case when a.attidentity <> '' or exists (select from pg_attrdef e where e.adrelid = c.oid and e.adnum = a.attnum and pg_get_expr(e.adbin, c.oid) !~ '^NULL') then 'default ' end end,
      case when c.relkind in ('r', 'p') then a.attidentity::text || a.attgenerated::text end) as fact
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped and ${user('n.nspname')}
  union all
  select format('order %s %s', ${full('n.nspname', 'c.relname')}, (select string_agg(a.attname, ',' order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm') and ${user('n.nspname')}
  union all
  select format('%s %s', case c.relkind when 'v' then 'view' when 'm' then 'materialized-view' when 'S' then 'sequence' else 'table' end, ${full('n.nspname', 'c.relname')})
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S') and ${user('n.nspname')}
  union all
  select format('child %s of %s', ${full('n.nspname', 'c.relname')}, ${full('m.nspname', 'p.relname')})
    from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class p on p.oid = i.inhparent join pg_namespace m on m.oid = p.relnamespace where c.relkind in ('r', 'p')
  union all
  select format('constraint %s %s %s (%s)%s%s%s', ${full('n.nspname', 'c.relname')}, k.conname, k.contype,
      case when k.contype = 'c' then (select string_agg(a.attname, ',' order by a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum = any(k.conkey)) else ${names('c.oid', 'k.conkey')} end,
      case when k.convalidated then '' else ' not valid' end,
      case when k.conislocal then '' else ' inherited' end,
      case when k.contype = 'f' then format(' references %s (%s)', ${full('m.nspname', 'p.relname')}, ${names('p.oid', 'k.confkey')}) end)
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_class p on p.oid = k.confrelid left join pg_namespace m on m.oid = p.relnamespace
    where k.contype not in ('n', 't') and ${user('n.nspname')}
      and not exists (select from pg_constraint o where o.oid = k.conparentid and o.conrelid = k.conrelid)
  union all
  select format('index %s on %s%s%s (%s)%s%s', ${full('n.nspname', 'x.relname')}, ${full('m.nspname', 'c.relname')}, case when i.indisunique then ' unique' end,
      case when not i.indisvalid then ' invalid' end, ${names('c.oid', 'i.indkey::int2[]')}, case when i.indpred is not null then ' partial' end,
      (select ' of ' || ${full('pn.nspname', 'px.relname')} from pg_inherits h join pg_class px on px.oid = h.inhparent join pg_namespace pn on pn.oid = px.relnamespace where h.inhrelid = x.oid))
    from pg_index i join pg_class x on x.oid = i.indexrelid join pg_namespace n on n.oid = x.relnamespace
    join pg_class c on c.oid = i.indrelid join pg_namespace m on m.oid = c.relnamespace where ${user('n.nspname')}
  union all
  select format('enum %s %s', ${full('n.nspname', 't.typname')}, (select string_agg(enumlabel, ',' order by enumsortorder) from pg_enum e where e.enumtypid = t.oid))
    from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e' and ${user('n.nspname')}
  union all
  select format('domain %s %s%s (%s)', ${full('n.nspname', 't.typname')}, format_type(t.typbasetype, t.typtypmod), case when t.typnotnull then ' not null' end,
      (select coalesce(string_agg(conname || case when convalidated then '' else ' not valid' end, ',' order by conname), '') from pg_constraint k where k.contypid = t.oid and contype = 'c'))
    from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'd' and ${user('n.nspname')}
  union all
  select format('owned %s by %s %s', ${full('n.nspname', 's.relname')}, ${full('m.nspname', 'c.relname')}, a.attname)
    from pg_depend d join pg_class s on s.oid = d.objid and s.relkind = 'S' join pg_namespace n on n.oid = s.relnamespace
    join pg_class c on c.oid = d.refobjid join pg_namespace m on m.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
  union
  select format('reads %s %s %s', ${full('n.nspname', 'v.relname')}, ${full('m.nspname', 'c.relname')}, a.attname)
    from pg_rewrite r join pg_class v on v.oid = r.ev_class join pg_namespace n on n.oid = v.relnamespace
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
    join pg_class c on c.oid = d.refobjid join pg_namespace m on m.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
    where ${user('n.nspname')}
)
select fact from facts order by fact collate "C"`

/** The same facts from the catalog. Of constraints on columns whose type nobody told, the type is the server's business. */
export function catalogFacts(catalog: Catalog): string[] {
  const facts = [...catalog.relations.values()].flatMap((relation) => {
    if (relation.kind === 'sequence') {
      const { ownedBy } = relation
      return [
        `sequence ${relation.name}`,
        ...(ownedBy ? [`owned ${relation.name} by ${ownedBy.table} ${ownedBy.column}`] : []),
      ]
    }
    return isTable(relation)
      ? tableFacts(relation, catalog)
      : [
          `${relation.kind} ${relation.name}`,
          `order ${relation.name} ${relation.columns.join(',')}`,
          ...relation.columns.map((column) => `column ${relation.name} ${column}  `),
          ...relation.reads.flatMap(({ relation: read, columns }) =>
            columns.map((column) => `reads ${relation.name} ${read} ${column}`),
          ),
          ...relation.indexes.map((index) => indexFact(relation.name, index, undefined)),
        ]
  })
  const types = [...catalog.types.values()].map((type) => {
    if (type.kind === 'enum') return `enum ${type.name} ${type.values.join(',')}`
    if (type.kind !== 'domain') return ''
    const constraints = type.constraints
      .map(({ name, validated }) => name + (validated ? '' : ' not valid'))
      .sort()
    return `domain ${type.name} ${typeText(type.base)}${type.notNull ? ' not null' : ''} (${constraints.join(',')})`
  })
  return [...facts, ...types].filter((fact) => fact !== '').sort()
}

/** Columns of CREATE TABLE AS whose type the catalog does not claim to know are compared without it. */
export function withoutUntold(
  facts: readonly string[],
  ours: readonly string[],
): { facts: string[]; ours: string[] } {
  const untold = ours.filter(
    (fact) => /^column (?:"[^"]*"|[^ ."]+)\.(?:"[^"]*"|\S+) .*? {2}/.test(fact) && !facts.includes(fact),
  )
  const begin = (fact: string) => fact.slice(0, fact.indexOf('  ') + 1)
  return {
    facts: facts.map((fact) => untold.map(begin).find((head) => fact.startsWith(head)) ?? fact),
    ours: ours.map((fact) => (untold.includes(fact) ? begin(fact) : fact)),
  }
}

const letters: Partial<Record<Constraint['kind'], string>> = {
  'primary-key': 'p',
  unique: 'u',
  'foreign-key': 'f',
  check: 'c',
  exclude: 'x',
}

function tableFacts(table: Table, catalog: Catalog): string[] {
  const { name, columns, constraints, indexes, inherits, partitionOf } = table
  const parents = partitionOf === undefined ? inherits : [partitionOf, ...inherits]
  return [
    `table ${name}`,
    ...(columns.length > 0
      ? [`order ${name} ${columns.map((column) => column.name).join(',')}`]
      : [`order ${name} `]),
    ...parents.map((parent) => `child ${name} of ${parent}`),
    ...columns.map((column) => {
      const type = column.type ? typeText({ ...column.type, name: displayName(column.type.name) }) : ''
      const declared = constraints.some((one) => one.kind === 'not-null' && one.columns.includes(column.name))
      const flags = `${column.nullable && !declared ? '' : 'not null '}${column.inherited ? 'inherited ' : ''}${column.hasDefault ? 'default ' : ''}`
      const identity = column.identity === undefined ? '' : column.identity === 'always' ? 'a' : 'd'
      return `column ${name} ${column.name} ${type} ${flags}${identity}${column.generated ? (column.generated.storage === 'stored' ? 's' : 'v') : ''}`
    }),
    ...constraints
      .filter(({ kind }) => kind !== 'not-null')
      .map((constraint) => constraintFact(name, constraint)),
    ...indexes.map((index) => {
      const parent = partitionOf === undefined ? undefined : catalog.relations.get(partitionOf)
      return indexFact(name, index, parent?.name)
    }),
  ]
}

function constraintFact(table: string, constraint: Constraint): string {
  const { name, kind, columns, validated, inherited, references } = constraint
  const listed = kind === 'check' ? [...columns].sort() : columns
  const target = references ? ` references ${references.table} (${references.columns.join(',')})` : ''
  return `constraint ${table} ${name} ${letters[kind]} (${listed.join(',')})${validated ? '' : ' not valid'}${inherited ? ' inherited' : ''}${target}`
}

function indexFact(owner: string, index: Table['indexes'][number], parent: string | undefined): string {
  const schema = (relation: string) => /^("(?:[^"]|"")*"|[^."]+)/.exec(relation)?.[0] ?? ''
  const keys = [...index.keys.map(({ column }) => column ?? ''), ...index.include]
  const of =
    parent !== undefined && index.parent !== undefined ? ` of ${schema(parent)}.${quote(index.parent)}` : ''
  return `index ${schema(owner)}.${quote(index.name)} on ${owner}${index.unique ? ' unique' : ''}${index.valid ? '' : ' invalid'} (${keys.join(',')})${index.where ? ' partial' : ''}${of}`
}
