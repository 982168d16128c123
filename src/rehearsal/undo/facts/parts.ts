import { type Branch, each, ofNoExtension, options, role, users, words } from './sql.ts'

// What tables have beside columns; read from `relation`.

const inTable = "array['pg_class:' || c.id]"
const named = ['c.nspname', 'c.relname'] as const

/** NOT NULL constraints (version 18) are told with their columns: older servers have no names for them. */
const constraints: Branch = {
  id: "'pg_constraint:' || k.id",
  object: "'constraint'",
  name: [...named, 'k.conname'],
  definition: words(
    'pg_get_constraintdef(k.id)',
    options('x.reloptions'),
    "case when k.contype = 'f' and exists (select from pg_trigger t where t.tgconstraint = k.id and t.tgenabled <> 'O') then 'WITH TRIGGERS DISABLED' end",
  ),
  within: `${inTable} || case when k.coninhcount > 0 then (select array_agg('pg_constraint:' || p.oid) from pg_inherits i
    join pg_constraint p on p.conrelid = i.inhparent and p.conname = k.conname where i.inhrelid = k.conrelid) end`,
  // A reference to a partitioned table is kept once more for each of its partitions.
  from: `${each('pg_constraint k', "k.conrelid = c.id and k.contype not in ('n', 't')")} left join pg_class x on x.oid = k.conindid and k.contype in ('p', 'u', 'x')
    left join pg_constraint o on k.conparentid <> 0 and o.oid = k.conparentid and o.conrelid = k.conrelid
    where o.oid is null and ${ofNoExtension('pg_constraint', 'k.id')}`,
}

/** The index of a constraint is told with the constraint. */
const indexes: Branch = {
  id: "'pg_class:' || i.indexrelid",
  object: "'index'",
  name: ['c.nspname', 'x.relname'],
  definition: `case when k.conindid is null then ${words(
    'pg_get_indexdef(i.indexrelid)',
    "case when not i.indisvalid then 'INVALID' end",
    "'ATTACHED TO ' || h.inhparent::regclass",
    "'TABLESPACE ' || quote_ident(s.spcname)",
  )} end`,
  within: inTable,
  from: `${each('pg_index i', 'i.indrelid = c.id')} join pg_class x on x.oid = i.indexrelid
    left join pg_constraint k on k.conrelid = c.id and k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
    left join pg_inherits h on h.inhrelid = i.indexrelid left join pg_tablespace s on s.oid = x.reltablespace
    where ${ofNoExtension('pg_class', 'i.indexrelid')}`,
}

const enabled = (letter: string) =>
  `case ${letter} when 'D' then 'DISABLED' when 'R' then 'ENABLED REPLICA' when 'A' then 'ENABLED ALWAYS' end`

const triggers: Branch = {
  id: "'pg_trigger:' || t.id",
  object: "'trigger'",
  name: [...named, 't.tgname'],
  definition: words('pg_get_triggerdef(t.id)', enabled('t.tgenabled')),
  within: inTable,
  from: `${each('pg_trigger t', 't.tgrelid = c.id and not t.tgisinternal')} where ${ofNoExtension('pg_trigger', 't.id')}`,
}

const rules: Branch = {
  id: "'pg_rewrite:' || r.id",
  object: "'rule'",
  name: [...named, 'r.rulename'],
  definition: words('pg_get_ruledef(r.id)', enabled('r.ev_enabled')),
  within: inTable,
  from: `${each('pg_rewrite r', "r.ev_class = c.id and r.rulename <> '_RETURN'")} where ${ofNoExtension('pg_rewrite', 'r.id')}`,
}

const policies: Branch = {
  id: "'pg_policy:' || p.id",
  object: "'policy'",
  name: [...named, 'p.polname'],
  definition: words(
    "case when not p.polpermissive then 'AS RESTRICTIVE' end",
    "'FOR ' || case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end",
    `'TO ' || (select string_agg(case one when 0 then 'PUBLIC' else ${role('one')} end, ', ' order by one = 0, pg_get_userbyid(one)) from unnest(p.polroles) one)`,
    "'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')'",
    "'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'",
  ),
  within: inTable,
  from: `${each('pg_policy p', 'p.polrelid = c.id')} where ${ofNoExtension('pg_policy', 'p.id')}`,
}

const statistics: Branch = {
  id: "'pg_statistic_ext:' || s.id",
  object: "'statistics object'",
  name: ['m.nspname', 's.stxname'],
  definition: words(
    'pg_get_statisticsobjdef(s.id)',
    `'STATISTICS ' || nullif(to_jsonb(s) ->> 'stxstattarget', '-1')`,
  ),
  owner: 's.stxowner',
  within: inTable,
  from: `${each('pg_statistic_ext s', 's.stxrelid = c.id')} join pg_namespace m on m.oid = s.stxnamespace
    where ${users('m.nspname')} and ${ofNoExtension('pg_statistic_ext', 's.id')}`,
}

export const ofTables: readonly Branch[] = [constraints, indexes, triggers, rules, policies, statistics]
