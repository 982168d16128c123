import { cut, made, without } from './sql.ts'

const identity = (catalog: string, oid: string, part: string) =>
  `${catalog}::regclass || ':' || ${oid} || case when ${part} > 0 then ':' || ${part} else '' end`

/**
 * What hangs on schemas, tables, columns, constraints and triggers (PostgreSQL 18 documentation, 52.18 "pg_depend"). A table with a partition key
 * or a generated column hangs on columns of its own: that is no reason for it to go.
 */
export const edges = `select ${identity('d.classid', 'd.objid', 'd.objsubid')} as id, ${identity('d.refclassid', 'd.refobjid', 'd.refobjsubid')} as "of"
from pg_depend d
where ${made('d.objid')} and d.deptype not in ('e', 'x')
  and (d.refclassid = 'pg_namespace'::regclass or d.refclassid in ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass)
    and d.classid in ('pg_class'::regclass, 'pg_constraint'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_rewrite'::regclass, 'pg_statistic_ext'::regclass))
  and not (d.classid = d.refclassid and d.objid = d.refobjid)`

/** Comments by the identity of what they are on. */
export const comments = `select ${identity('c.classoid', 'c.objoid', 'c.objsubid')} as id, ${cut('c.description')} as text
from pg_description c
where (${made('c.objoid')} or c.classoid = 'pg_namespace'::regclass) and ${without('c.classoid', { oid: 'c.objoid', dependency: "'e'" })}`
