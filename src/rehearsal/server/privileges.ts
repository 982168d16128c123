/** What the server says of the two roles. */
export interface RoleFacts {
  readonly name: string
  readonly isSuperuser: boolean
  readonly createsRoles: boolean
  readonly createsDatabases: boolean
  readonly replicates: boolean
  readonly bypassesRowSecurity: boolean
  /** Names of all roles that it is a member of, directly or not. */
  readonly memberOf: readonly string[]
}

/** Facts of the roles with these names ($1). */
export const roleFacts = `
  SELECT r.rolname AS name, r.rolsuper AS "isSuperuser", r.rolcreaterole AS "createsRoles",
         r.rolcreatedb AS "createsDatabases", r.rolreplication AS replicates,
         r.rolbypassrls AS "bypassesRowSecurity",
         CASE WHEN r.rolsuper THEN '{}' ELSE ARRAY(
           SELECT o.rolname::pg_catalog.text FROM pg_catalog.pg_roles o
           WHERE o.oid <> r.oid AND pg_catalog.pg_has_role(r.oid, o.oid, 'MEMBER') ORDER BY 1
         ) END AS "memberOf"
  FROM pg_catalog.pg_roles r WHERE r.rolname = ANY ($1::pg_catalog.text[])`

interface Roles {
  readonly keeper: RoleFacts
  readonly runner: RoleFacts
  /** Major version of the server. */
  readonly version: number
}

/**
 * What the roles may that they must not, and what they lack; empty where all is well. The runner must be able to do nothing outside of the
 * database it is given: it runs what anybody wrote in a pull request. The keeper never runs any of that.
 */
export function privilegeProblems({ keeper, runner, version }: Roles): string[] {
  if (keeper.name === runner.name) return ['both addresses name the same role']
  const ending = endsSessions({ keeper, runner, version })
  return [
    ...excess(keeper, [runner.name, signalling]),
    ...excess(runner, []),
    ...(runner.createsDatabases ? [`the role ${runner.name} has CREATEDB`] : []),
    ...(keeper.createsDatabases ? [] : [`the role ${keeper.name} lacks CREATEDB`]),
    ...(ending ? [] : [`the role ${keeper.name} may not end the sessions of ${runner.name}`]),
  ]
}

const signalling = 'pg_signal_backend'

/** Before 16 any role could take itself away from its members (PostgreSQL 16 release notes, E.1.3.1.4), so being one is worth nothing there. */
function endsSessions({ keeper, runner, version }: Roles): boolean {
  return (
    keeper.isSuperuser ||
    keeper.memberOf.includes(signalling) ||
    (version >= 16 && keeper.memberOf.includes(runner.name))
  )
}

function excess(role: RoleFacts, allowed: readonly string[]): string[] {
  if (role.isSuperuser) return [`the role ${role.name} is a superuser`]
  const powers = [
    role.createsRoles && 'CREATEROLE',
    role.replicates && 'REPLICATION',
    role.bypassesRowSecurity && 'BYPASSRLS',
  ].filter((power) => power !== false)
  const others = role.memberOf.filter((name) => !allowed.includes(name))
  return [
    ...powers.map((power) => `the role ${role.name} has ${power}`),
    ...others.map((other) => `the role ${role.name} is a member of ${other}`),
  ]
}

/** What makes two roles as they have to be, to be run by a superuser. */
export function roleStatements(version: number): string {
  return [
    `CREATE ROLE sluice_keeper LOGIN CREATEDB PASSWORD '…';`,
    `CREATE ROLE sluice_runner LOGIN PASSWORD '…';`,
    version >= 16 ? 'GRANT sluice_runner TO sluice_keeper;' : `GRANT ${signalling} TO sluice_keeper;`,
    `ALTER ROLE sluice_runner SET lc_messages = 'C';`,
    `ALTER ROLE sluice_runner SET temp_file_limit = '1GB';`,
  ].join(' ')
}
