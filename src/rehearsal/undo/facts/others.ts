import { ownSchema } from '../../watch/own-schema.ts'
import { type Branch, made, madeByHand, ofNoExtension, options, role, users, words } from './sql.ts'

// Objects that belong to the database or are rare.

/** Read only where there is any: planning a query that finds nothing takes longer than a look. */
export interface Rare extends Branch {
  /** What has a row then. SQL. */
  readonly if: string
}

const extensions: Rare = {
  if: `pg_extension where ${made('oid')}`,
  id: "'pg_extension:' || x.oid",
  object: "'extension'",
  name: ['x.extname'],
  definition: "'VERSION ' || x.extversion || ' SCHEMA ' || x.extnamespace::regnamespace",
  from: "pg_extension x where x.extname <> 'plpgsql'",
}

const eventTriggers: Rare = {
  if: 'pg_event_trigger',
  id: "'pg_event_trigger:' || t.oid",
  object: "'event trigger'",
  name: ['t.evtname'],
  definition: words(
    "'ON ' || t.evtevent",
    "'WHEN TAG IN (' || array_to_string(t.evttags, ', ') || ')'",
    "'EXECUTE FUNCTION ' || t.evtfoid::regproc",
    "case t.evtenabled when 'D' then 'DISABLED' when 'R' then 'ENABLED REPLICA' when 'A' then 'ENABLED ALWAYS' end",
  ),
  owner: 't.evtowner',
  from: `pg_event_trigger t join pg_proc f on f.oid = t.evtfoid join pg_namespace n on n.oid = f.pronamespace
    where n.nspname <> '${ownSchema}' and ${ofNoExtension('pg_event_trigger', 't.oid')}`,
}

/** A catalog's row as JSON without what names or numbers it: the same text on every server that has the same columns. */
const rest = (row: string, ...without: readonly string[]) =>
  `(select string_agg(key || ' ' || value, ', ' order by key) from jsonb_each_text(to_jsonb(${row})) where value is not null and key <> all (array['oid', ${without.map((one) => `'${one}'`).join(', ')}]))`

const publications: Rare = {
  if: 'pg_publication',
  id: "'pg_publication:' || p.oid",
  object: "'publication'",
  name: ['p.pubname'],
  definition: rest('p', 'pubname', 'pubowner'),
  owner: 'p.pubowner',
  from: `pg_publication p where ${ofNoExtension('pg_publication', 'p.oid')}`,
}

const published = (version: number): Rare => ({
  if: 'pg_publication_rel',
  id: "'pg_publication_rel:' || r.oid",
  object: "'table in publication ' || quote_ident(p.pubname)",
  name: ['n.nspname', 'c.relname'],
  definition:
    version < 15
      ? "''"
      : words(
          `(select '(' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')' from pg_attribute a where a.attrelid = c.oid and a.attnum = any (r.prattrs::int2[]))`,
          "'WHERE ' || pg_get_expr(r.prqual, r.prrelid)",
        ),
  within: "array['pg_class:' || c.oid, 'pg_publication:' || p.oid]",
  from: `pg_publication_rel r join pg_publication p on p.oid = r.prpubid join pg_class c on c.oid = r.prrelid join pg_namespace n on n.oid = c.relnamespace where ${users('n.nspname')}`,
})

const publishedSchemas: Rare = {
  if: 'pg_publication_namespace',
  id: "'pg_publication_namespace:' || r.oid",
  object: "'schema in publication ' || quote_ident(p.pubname)",
  name: ['n.nspname'],
  definition: "''",
  within: "array['pg_namespace:' || n.oid, 'pg_publication:' || p.oid]",
  from: `pg_publication_namespace r join pg_publication p on p.oid = r.pnpubid join pg_namespace n on n.oid = r.pnnspid where ${users('n.nspname')}`,
}

const wrappers: Rare = {
  if: 'pg_foreign_data_wrapper',
  id: "'pg_foreign_data_wrapper:' || w.oid",
  object: "'foreign data wrapper'",
  name: ['w.fdwname'],
  definition: words(
    "'HANDLER ' || nullif(w.fdwhandler, 0)::regproc",
    "'VALIDATOR ' || nullif(w.fdwvalidator, 0)::regproc",
    options('w.fdwoptions'),
  ),
  owner: 'w.fdwowner',
  acl: ['w.fdwacl', 'F'],
  from: `pg_foreign_data_wrapper w where ${ofNoExtension('pg_foreign_data_wrapper', 'w.oid')}`,
}

const servers: Rare = {
  if: 'pg_foreign_server',
  id: "'pg_foreign_server:' || s.oid",
  object: "'server'",
  name: ['s.srvname'],
  definition: words(
    "(select 'WRAPPER ' || quote_ident(fdwname) from pg_foreign_data_wrapper w where w.oid = s.srvfdw)",
    "'TYPE ' || s.srvtype",
    "'VERSION ' || s.srvversion",
    options('s.srvoptions'),
  ),
  owner: 's.srvowner',
  acl: ['s.srvacl', 'S'],
  from: `pg_foreign_server s where ${ofNoExtension('pg_foreign_server', 's.oid')}`,
}

const userMappings: Rare = {
  if: 'pg_foreign_server',
  id: "'pg_user_mapping:' || u.umid",
  object: "'user mapping for ' || case u.umuser when 0 then 'PUBLIC' else quote_ident(u.usename) end",
  name: ['u.srvname'],
  definition: options('u.umoptions'),
  within: "array['pg_foreign_server:' || u.srvid]",
  from: 'pg_user_mappings u',
}

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

/** Rights that new objects will have; the access list is told whole, there being nothing it differs from. */
const defaultPrivileges: Rare = {
  if: 'pg_default_acl',
  id: "'pg_default_acl:' || d.oid",
  object: `'default privileges on ' || case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas' else 'objects' end || ' made by ' || ${role('d.defaclrole')}`,
  name: ["coalesce((select nspname from pg_namespace n where n.oid = d.defaclnamespace), '*')"],
  definition: `(select string_agg(case g.grantee when 0 then 'PUBLIC' else ${role('g.grantee')} end || ' ' || g.privilege_type || case when g.is_grantable then ' WITH GRANT OPTION' else '' end,
    ', ' order by g.grantee = 0, pg_get_userbyid(g.grantee), g.privilege_type) from aclexplode(d.defaclacl) g)`,
  within: "array['pg_namespace:' || d.defaclnamespace]",
  from: 'pg_default_acl d',
}

export const ofDatabase = (version: number): readonly Rare[] => [
  extensions,
  eventTriggers,
  publications,
  published(version),
  ...(version >= 15 ? [publishedSchemas] : []),
  wrappers,
  servers,
  userMappings,
  casts,
  operators,
  classes,
  collations,
  searchConfigurations,
  dictionaries,
  languages,
  defaultPrivileges,
]

const roles: Rare = {
  if: 'pg_roles',
  id: "'pg_authid:' || r.oid",
  object: "'role'",
  name: ['r.rolname'],
  definition: words(
    "case when r.rolsuper then 'SUPERUSER' end",
    "case when r.rolinherit then 'INHERIT' end",
    "case when r.rolcreaterole then 'CREATEROLE' end",
    "case when r.rolcreatedb then 'CREATEDB' end",
    "case when r.rolcanlogin then 'LOGIN' end",
    "case when r.rolreplication then 'REPLICATION' end",
    "case when r.rolbypassrls then 'BYPASSRLS' end",
    "'CONNECTION LIMIT ' || nullif(r.rolconnlimit, -1)",
  ),
  from: "pg_roles r where r.rolname !~ '^pg_'",
}

const memberships: Rare = {
  if: 'pg_auth_members where member >= 16384 or roleid >= 16384',
  id: "'pg_auth_members:' || m.roleid || ':' || m.member",
  object: "'member of ' || quote_ident(r.rolname)",
  name: ['u.rolname'],
  definition: "case when bool_or(m.admin_option) then 'ADMIN' else '' end",
  within: "array['pg_authid:' || m.roleid, 'pg_authid:' || m.member]",
  from: `pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member where m.member >= 16384 or m.roleid >= 16384
    group by m.roleid, m.member, r.rolname, u.rolname`,
}

const settings: Rare = {
  if: 'pg_db_role_setting',
  id: "'pg_db_role_setting:' || s.setdatabase || ':' || s.setrole",
  object: "case s.setdatabase when 0 then 'settings' else 'settings in the database' end",
  name: ["coalesce(r.rolname, '*')"],
  definition: "array_to_string(s.setconfig, ', ')",
  within: "array['pg_authid:' || s.setrole]",
  from: 'pg_db_role_setting s left join pg_roles r on r.oid = s.setrole where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))',
}

/** Shared by all databases of a server, so of a change only where the server is its own. */
export const ofServer: readonly Rare[] = [roles, memberships, settings]
