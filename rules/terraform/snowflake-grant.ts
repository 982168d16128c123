import type { Rule } from '../../src/core/rule.ts'
import { demand, every, isNot, isTrue } from './shared/demand.ts'
import { family } from './shared/family.ts'
import { noneOf } from './shared/listed.ts'
import { snowflakePage, written } from './shared/platform-example.ts'

/** Grants of privileges, in the provider's present form. */
const privileges = [
  'snowflake_grant_privileges_to_account_role',
  'snowflake_grant_privileges_to_database_role',
]
const old = [
  'snowflake_database_grant',
  'snowflake_schema_grant',
  'snowflake_table_grant',
  'snowflake_view_grant',
  'snowflake_warehouse_grant',
  'snowflake_stage_grant',
]
const admins = /^"?(?:ACCOUNTADMIN|SECURITYADMIN|ORGADMIN|GLOBALORGADMIN)"?$/i
const isPublic = (role: string) => /^"?PUBLIC"?$/i.test(role)
const isAdmin = (role: string) => admins.test(role)
const controls = 'https://docs.snowflake.com/en/user-guide/security-access-control-considerations'

const grant = (...lines: readonly string[]) => written('snowflake_grant_privileges_to_account_role', ...lines)
const onTables =
  'on_schema_object {\n  all {\n    object_type_plural = "TABLES"\n    in_schema = "PROD.SALES"\n  }\n}'
const select = 'privileges = ["SELECT"]'
const analyst = 'account_role_name = "ANALYST"'

export default [
  family({
    id: 'terraform/snowflake-grant-public',
    title: 'Grant nothing to PUBLIC in Snowflake',
    severity: 'critical',
    on: [...privileges, ...old, 'snowflake_grant_account_role', 'snowflake_grant_database_role'],
    problem: 'gives rights to everybody in the account',
    judge: every(
      noneOf('account_role_name', isPublic),
      noneOf('parent_role_name', isPublic),
      noneOf('roles', isPublic),
    ),
    tags: ['terraform', 'access'],
    why: 'Every user and every role holds PUBLIC, those of later and of services included. What is granted to it is granted without a list of who has it.',
    fix: 'Grant to a role that says who is meant (`account_role_name = snowflake_account_role.analyst.name`) and grant that role to people.',
    references: [
      'https://docs.snowflake.com/en/user-guide/security-access-control-overview',
      snowflakePage('grant_privileges_to_account_role'),
    ],
    examples: {
      bad: [
        grant('account_role_name = "PUBLIC"', select, onTables),
        written('snowflake_grant_account_role', 'role_name = "ETL"', 'parent_role_name = "PUBLIC"'),
        written(
          'snowflake_table_grant',
          'database_name = "PROD"',
          'privilege = "SELECT"',
          'roles = ["ANALYST", "PUBLIC"]',
        ),
      ],
      good: [
        grant(analyst, select, onTables),
        written('snowflake_grant_account_role', 'role_name = "PUBLICATIONS"', 'parent_role_name = "ANALYST"'),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-grant-administrator',
    title: 'Do not hand out administrator roles of Snowflake in code',
    severity: 'high',
    on: ['snowflake_grant_account_role', 'snowflake_role_grants'],
    problem: 'makes somebody an administrator of the account',
    judge: noneOf('role_name', isAdmin),
    tags: ['terraform', 'access'],
    why: 'ACCOUNTADMIN and SECURITYADMIN read every table, change every grant, and switch off network policies and masking. Granted to a role or a service, they are used by whatever runs there.',
    fix: 'Grant a role with the privileges that are needed. Keep ACCOUNTADMIN for at least two people who log in with MFA, and let Terraform run as a role of its own below SYSADMIN and SECURITYADMIN.',
    references: [controls, snowflakePage('grant_account_role')],
    examples: {
      bad: [
        written('snowflake_grant_account_role', 'role_name = "ACCOUNTADMIN"', 'user_name = "ETL"'),
        written('snowflake_role_grants', 'role_name = "SECURITYADMIN"', 'users = ["ETL"]'),
      ],
      good: [
        written('snowflake_grant_account_role', 'role_name = "ETL"', 'parent_role_name = "SYSADMIN"'),
        written('snowflake_grant_account_role', 'role_name = "SYSADMIN"', 'user_name = "ANNA"'),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-grant-ownership',
    title: 'Do not let ACCOUNTADMIN own databases and tables',
    severity: 'medium',
    on: ['snowflake_grant_ownership'],
    problem: 'makes an administrator the owner',
    judge: noneOf('account_role_name', isAdmin),
    tags: ['terraform', 'access'],
    why: 'Only the owner can change, drop and grant: people then need ACCOUNTADMIN for daily work, and what runs with the rights of its owner (procedures, tasks, views) runs as an administrator.',
    fix: 'Give the ownership to a role below SYSADMIN: `account_role_name = snowflake_account_role.sales_owner.name`, with `outbound_privileges = "COPY"` so that present grants stay.',
    references: [controls, snowflakePage('grant_ownership')],
    examples: {
      bad: [
        written(
          'snowflake_grant_ownership',
          'account_role_name = "ACCOUNTADMIN"',
          'on {\n  object_type = "DATABASE"\n  object_name = "PROD"\n}',
        ),
        written(
          'snowflake_grant_ownership',
          'account_role_name = "securityadmin"',
          'on {\n  object_type = "SCHEMA"\n  object_name = "PROD.SALES"\n}',
        ),
      ],
      good: [
        written(
          'snowflake_grant_ownership',
          'account_role_name = "SYSADMIN"',
          'on {\n  object_type = "DATABASE"\n  object_name = "PROD"\n}',
        ),
        written(
          'snowflake_grant_ownership',
          'database_role_name = "PROD.OWNER"',
          'on {\n  object_type = "SCHEMA"\n  object_name = "PROD.SALES"\n}',
        ),
      ],
    },
  }),
  family({
    id: 'terraform/snowflake-grant-all',
    title: 'Name the privileges that are granted in Snowflake',
    severity: 'high',
    on: [...privileges, ...old],
    problem: 'grants every privilege',
    judge: every(
      demand('all_privileges', isNot(isTrue), { absent: 'good' }),
      noneOf('privileges', (text) => /^ALL(?: PRIVILEGES)?$/i.test(text)),
      noneOf('privilege', (text) => /^ALL(?: PRIVILEGES)?$/i.test(text)),
    ),
    tags: ['terraform', 'access'],
    why: 'All privileges on a table are also DELETE and TRUNCATE, on a schema also creating masking policies, on a warehouse also its size. Readers need SELECT and USAGE.',
    fix: 'List them: `privileges = ["SELECT", "REFERENCES"]`.',
    references: [
      'https://docs.snowflake.com/en/user-guide/security-access-control-privileges',
      snowflakePage('grant_privileges_to_account_role'),
    ],
    examples: {
      bad: [
        grant(analyst, 'all_privileges = true', onTables),
        written(
          'snowflake_schema_grant',
          'schema_name = "SALES"',
          'privilege = "ALL PRIVILEGES"',
          'roles = ["ANALYST"]',
        ),
      ],
      good: [grant(analyst, select, onTables), grant(analyst, 'all_privileges = false', select, onTables)],
    },
  }),
  family({
    id: 'terraform/snowflake-grant-option',
    title: 'Do not let grantees grant on in Snowflake',
    severity: 'medium',
    on: [...privileges, ...old],
    problem: 'lets those who have the right hand it on',
    judge: demand('with_grant_option', isNot(isTrue), { absent: 'good' }),
    tags: ['terraform', 'access'],
    why: 'Whoever holds it grants to others outside of this code, and nobody who reads the code knows who has access.',
    fix: 'Leave `with_grant_option` out, and make the grants here. In a schema with managed access only its owner grants.',
    references: [snowflakePage('grant_privileges_to_account_role')],
    examples: {
      bad: [
        grant(analyst, select, 'with_grant_option = true', onTables),
        written(
          'snowflake_view_grant',
          'view_name = "ORDERS"',
          'privilege = "SELECT"',
          'roles = ["ANALYST"]',
          'with_grant_option = true',
        ),
      ],
      good: [grant(analyst, select, onTables), grant(analyst, select, 'with_grant_option = false', onTables)],
    },
  }),
] satisfies readonly Rule[]
