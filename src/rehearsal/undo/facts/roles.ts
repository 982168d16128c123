import { type Rare, words } from './sql.ts'

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
