import { made, madeByHand, ofNoExtension, type Rare, rest, users, words } from './sql.ts'

// What extends the language of queries: casts, operators, collations, text search.

const casts: Rare = {
  if: `pg_cast where ${made('oid')}`,
  id: "'pg_cast:' || c.oid",
  object: "'cast to ' || format_type(c.casttarget, null)",
  name: ['n.nspname', 't.typname'],
  definition: words('nullif(c.castfunc, 0)::regprocedure', 'c.castcontext', 'c.castmethod'),
  from: `pg_cast c join pg_type t on t.oid = c.castsource join pg_namespace n on n.oid = t.typnamespace where ${made('c.oid')} and ${madeByHand('pg_cast', 'c.oid')}`,
}

const operators: Rare = {
  if: `pg_operator where ${made('oid')}`,
  id: "'pg_operator:' || o.oid",
  object: "'operator'",
  name: ['n.nspname', 'o.oprname'],
  takes: "concat_ws(', ', format_type(nullif(o.oprleft, 0), null), format_type(nullif(o.oprright, 0), null))",
  definition: words(
    'o.oprcode',
    'o.oprrest',
    'o.oprjoin',
    "case when o.oprcanhash then 'HASHES' end",
    "case when o.oprcanmerge then 'MERGES' end",
  ),
  owner: 'o.oprowner',
  from: `pg_operator o join pg_namespace n on n.oid = o.oprnamespace where ${users('n.nspname')} and ${ofNoExtension('pg_operator', 'o.oid')}`,
}

const classes: Rare = {
  if: `pg_opclass where ${made('oid')}`,
  id: "'pg_opclass:' || o.oid",
  object: "'operator class for ' || quote_ident(m.amname)",
  name: ['n.nspname', 'o.opcname'],
  definition: words("'FOR ' || format_type(o.opcintype, null)", "case when o.opcdefault then 'DEFAULT' end"),
  owner: 'o.opcowner',
  from: `pg_opclass o join pg_am m on m.oid = o.opcmethod join pg_namespace n on n.oid = o.opcnamespace where ${users('n.nspname')} and ${ofNoExtension('pg_opclass', 'o.oid')}`,
}

const collations: Rare = {
  if: `pg_collation where ${made('oid')}`,
  id: "'pg_collation:' || c.oid",
  object: "'collation'",
  name: ['n.nspname', 'c.collname'],
  definition: rest('c', 'collname', 'collnamespace', 'collowner', 'collversion'),
  owner: 'c.collowner',
  from: `pg_collation c join pg_namespace n on n.oid = c.collnamespace where ${users('n.nspname')} and ${ofNoExtension('pg_collation', 'c.oid')}`,
}

const searchConfigurations: Rare = {
  if: `pg_ts_config where ${made('oid')}`,
  id: "'pg_ts_config:' || c.oid",
  object: "'text search configuration'",
  name: ['n.nspname', 'c.cfgname'],
  definition: `(select string_agg(m.maptokentype || ' ' || m.mapdict::regdictionary, ', ' order by m.maptokentype, m.mapseqno) from pg_ts_config_map m where m.mapcfg = c.oid)`,
  owner: 'c.cfgowner',
  from: `pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace where ${users('n.nspname')} and ${ofNoExtension('pg_ts_config', 'c.oid')}`,
}

const dictionaries: Rare = {
  if: `pg_ts_dict where ${made('oid')}`,
  id: "'pg_ts_dict:' || d.oid",
  object: "'text search dictionary'",
  name: ['n.nspname', 'd.dictname'],
  definition: words(
    '(select quote_ident(tmplname) from pg_ts_template t where t.oid = d.dicttemplate)',
    'd.dictinitoption',
  ),
  owner: 'd.dictowner',
  from: `pg_ts_dict d join pg_namespace n on n.oid = d.dictnamespace where ${users('n.nspname')} and ${ofNoExtension('pg_ts_dict', 'd.oid')}`,
}

const languages: Rare = {
  if: `pg_language where ${made('oid')}`,
  id: "'pg_language:' || l.oid",
  object: "'language'",
  name: ['l.lanname'],
  definition: "case when l.lanpltrusted then 'TRUSTED' else '' end",
  owner: 'l.lanowner',
  acl: ['l.lanacl', 'l'],
  from: `pg_language l where ${made('l.oid')} and ${ofNoExtension('pg_language', 'l.oid')}`,
}

export const ofLanguage: readonly Rare[] = [
  casts,
  operators,
  classes,
  collations,
  searchConfigurations,
  dictionaries,
  languages,
]
