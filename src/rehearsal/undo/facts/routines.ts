import { type Branch, collation, madeByHand, ofNoExtension, options, users, words } from './sql.ts'

// Schemas, types and routines.

const schemas: Branch = {
  id: "'pg_namespace:' || n.oid",
  object: "'schema'",
  name: ['n.nspname'],
  definition: "''",
  owner: 'n.nspowner',
  acl: ['n.nspacl', 'n'],
  from: `pg_namespace n where ${users('n.nspname')} and ${ofNoExtension('pg_namespace', 'n.oid')}`,
}

const attributes = `(select '(' || coalesce(string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
    || case when a.attcollation <> 0 and a.attcollation <> u.typcollation then ' COLLATE ' || ${collation('a.attcollation')} else '' end, ', ' order by a.attnum), '') || ')'
  from pg_attribute a join pg_type u on u.oid = a.atttypid where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)`

const types: Branch = {
  id: "'pg_type:' || t.oid",
  object: "case t.typtype when 'd' then 'domain' else 'type' end",
  name: ['n.nspname', 't.typname'],
  definition: words(
    `case t.typtype when 'e' then 'ENUM (' || (select coalesce(string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder), '') from pg_enum e where e.enumtypid = t.oid) || ')'
      when 'c' then ${attributes}
      when 'd' then ${words(
        'format_type(t.typbasetype, t.typtypmod)',
        `(select 'COLLATE ' || ${collation('t.typcollation')} from pg_type b where b.oid = t.typbasetype and t.typcollation <> b.typcollation)`,
        "case when t.typnotnull then 'NOT NULL' end",
        "'DEFAULT ' || t.typdefault",
      )}
      when 'r' then (select format('RANGE (%s, %s, %s, %s, %s)', format_type(r.rngsubtype, null), (select opcname from pg_opclass where oid = r.rngsubopc), ${collation('r.rngcollation')}, r.rngcanonical, r.rngsubdiff)
        from pg_range r where r.rngtypid = t.oid)
      when 'b' then format('BASE (%s, %s, %s)', t.typinput, t.typoutput, t.typlen) else 'SHELL' end`,
  ),
  owner: 't.typowner',
  acl: ['t.typacl', 'T'],
  // Of row types only those that are no table's, and of arrays none: they come with the type. Multiranges come with the range.
  from: `pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
    where t.typtype <> 'm' and (t.typrelid = 0 or c.relkind = 'c') and not exists (select from pg_type el where el.typarray = t.oid)
    and ${users('n.nspname')} and ${ofNoExtension('pg_type', 't.oid')}`,
}

const domainConstraints: Branch = {
  id: "'pg_constraint:' || k.oid",
  object: "'constraint'",
  name: ['n.nspname', 't.typname', 'k.conname'],
  definition: 'pg_get_constraintdef(k.oid)',
  within: "array['pg_type:' || t.oid]",
  from: `pg_constraint k join pg_type t on t.oid = k.contypid join pg_namespace n on n.oid = t.typnamespace
    where k.contype <> 'n' and ${users('n.nspname')} and ${ofNoExtension('pg_type', 't.oid')}`,
}

const aggregate = `(select format('STYPE %s SFUNC %s FINALFUNC %s COMBINEFUNC %s INITCOND %L %s', format_type(g.aggtranstype, null), g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.agginitval, g.aggkind)
  from pg_aggregate g where g.aggfnoid = p.oid)`

const routines: Branch = {
  id: "'pg_proc:' || p.oid",
  object: "case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end",
  name: ['n.nspname', 'p.proname'],
  takes: 'oidvectortypes(p.proargtypes)',
  definition: `case p.prokind when 'a' then ${words(aggregate, options('p.proconfig'))} else pg_get_functiondef(p.oid) end`,
  owner: 'p.proowner',
  acl: ['p.proacl', 'f'],
  from: `pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${users('n.nspname')} and ${madeByHand('pg_proc', 'p.oid')}`,
}

export const ofSchemas: readonly Branch[] = [schemas, types, domainConstraints, routines]
