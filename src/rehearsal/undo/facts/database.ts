import { ownSchema } from '../../watch/own-schema.ts'
import { made, ofNoExtension, options, type Rare, rest, role, users, words } from './sql.ts'

// Objects that are the database's, and what other databases and servers are told.

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
  defaultPrivileges,
]
