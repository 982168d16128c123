import type { Rule } from '../../src/core/rule.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isList, isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import { bad, demand } from './shared/demand.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { noneOf } from './shared/listed.ts'
import { awsPage, written } from './shared/written.ts'

const anybody = 'IAM_ALLOWED_PRINCIPALS'
const defaults = ['create_database_default_permissions', 'create_table_default_permissions']

/** What new databases and tables are open to: nobody, or everybody whom IAM lets in. */
const openByDefault: Judge = (resource) =>
  defaults.flatMap((what): Told[] => {
    const { blocks, open } = blocksAt(resource, what)
    const told = blocks.flatMap((block): Told[] => {
      const reading = read(block, 'principal')
      const given = read(block, 'permissions').value
      if (isUnknown(reading.value))
        return [{ kind: 'unclear', what, place: reading.place, because: reading.value }]
      if (isUnknown(given)) return [{ kind: 'unclear', what, place: reading.place, because: given }]
      const isNothing = given === undefined || given === null || (isList(given) && given.length === 0)
      return reading.value === anybody && !isNothing ? [bad(reading, what)] : []
    })
    return open && told.length === 0
      ? [{ kind: 'unclear', what, place: resource.header, because: open }]
      : told
  })

const isEmpty = (value: Value) => isList(value) && value.length === 0

const grant = (...lines: readonly string[]) =>
  written('aws_lakeformation_permissions', [...lines, 'database {\n  name = "sales"\n}'].join('\n'))
const settings = (...lines: readonly string[]) =>
  written('aws_lakeformation_data_lake_settings', lines.join('\n'))
const admins = 'admins = ["arn:aws:iam::123456789012:role/lake-admin"]'
const role = 'principal = "arn:aws:iam::123456789012:role/etl"'
const opened = (what: string, permissions: string) =>
  `${what} {\n  permissions = [${permissions}]\n  principal = "${anybody}"\n}`
const tag = written('aws_lakeformation_lf_tag', 'key = "sensitivity"\nvalues = ["public", "personal"]')
const tagged = written(
  'aws_lakeformation_resource_lf_tags',
  'table {\n  database_name = "sales"\n  name = "customers"\n}\nlf_tag {\n  key = "sensitivity"\n  value = "personal"\n}',
)
const page = 'https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html'

export default [
  family({
    id: 'terraform/lake-formation-everybody',
    title: 'Do not grant to IAM_ALLOWED_PRINCIPALS in Lake Formation',
    severity: 'high',
    on: ['aws_lakeformation_permissions'],
    problem: 'switches Lake Formation off for what it names',
    judge: noneOf('principal', (text) => text === anybody),
    tags: ['terraform', 'access'],
    why: 'The group stands for everybody whom an IAM policy lets in: a role with `glue:*` then reads the table, whatever Lake Formation grants, and column and row filters do not count.',
    fix: 'Grant to roles by name: `principal = aws_iam_role.etl.arn`, and revoke what the group still has on old databases and tables.',
    references: [page, awsPage('lakeformation_permissions')],
    examples: {
      bad: [
        grant(`principal = "${anybody}"`, 'permissions = ["ALL"]'),
        grant('permissions = ["DESCRIBE"]', `principal = "${anybody}"`),
      ],
      good: [grant(role, 'permissions = ["DESCRIBE"]'), settings(admins)],
    },
  }),
  family({
    id: 'terraform/lake-formation-default-permissions',
    title: 'Let new databases and tables begin closed in Lake Formation',
    severity: 'high',
    on: ['aws_lakeformation_data_lake_settings'],
    problem: 'opens every new database or table to whoever IAM lets in',
    judge: openByDefault,
    tags: ['terraform', 'access'],
    why: 'With this default each new table is outside of Lake Formation until somebody revokes the grant, and nobody notices that it was not done.',
    fix: 'Leave out both `create_database_default_permissions` and `create_table_default_permissions`, and grant per role or by LF-tags.',
    references: [page, awsPage('lakeformation_data_lake_settings')],
    examples: {
      bad: defaults.map((what) => settings(admins, opened(what, '"ALL"'))),
      good: [settings(admins), settings(admins, opened('create_table_default_permissions', ''))],
    },
  }),
  family({
    id: 'terraform/lake-formation-grant-option',
    title: 'Do not let grantees grant on in Lake Formation',
    severity: 'high',
    on: ['aws_lakeformation_permissions'],
    problem: 'lets the grantee hand on everything',
    judge: noneOf('permissions_with_grant_option', (text) => /^(?:ALL|SUPER)$/i.test(text)),
    tags: ['terraform', 'access'],
    why: 'ALL with the grant option makes another administrator of the database: who reads the data is then decided outside of this code, and grants made that way stay when this one goes.',
    fix: 'Leave `permissions_with_grant_option` out; where a team shares its own tables, list `["SELECT", "DESCRIBE"]`.',
    references: [awsPage('lakeformation_permissions')],
    examples: {
      bad: [
        grant(role, 'permissions = ["ALL"]', 'permissions_with_grant_option = ["ALL"]'),
        grant(role, 'permissions = ["SELECT"]', 'permissions_with_grant_option = ["SELECT", "ALL"]'),
      ],
      good: [
        grant(role, 'permissions = ["ALL"]'),
        grant(role, 'permissions = ["SELECT"]', 'permissions_with_grant_option = ["SELECT"]'),
      ],
    },
  }),
  family({
    id: 'terraform/lake-formation-admins',
    title: 'Name the administrators of the data lake',
    severity: 'high',
    on: ['aws_lakeformation_data_lake_settings'],
    problem: 'leaves the lake without an administrator',
    judge: demand('admins', (value) => !isEmpty(value), { absent: 'good' }),
    tags: ['terraform', 'access'],
    why: 'The list replaces the one that is there. Without an administrator nobody can grant or revoke; jobs that lose access stay without it until somebody with IAM rights steps in.',
    fix: 'Name the role that applies Terraform and one that people can assume: `admins = [data.aws_iam_session_context.me.issuer_arn, aws_iam_role.lake_admin.arn]`.',
    references: [awsPage('lakeformation_data_lake_settings')],
    examples: {
      bad: [
        settings('admins = []'),
        settings('admins = toset([])', 'trusted_resource_owners = ["123456789012"]'),
      ],
      good: [
        settings(admins),
        `variable "admins" {\n  type = list(string)\n}\n${settings('admins = var.admins')}`,
      ],
    },
  }),
  changeFamily({
    id: 'terraform/lake-formation-tag-removed',
    title: 'Keep the LF-tags that permissions hang on',
    severity: 'high',
    on: [
      'aws_lakeformation_lf_tag',
      'aws_lakeformation_resource_lf_tag',
      'aws_lakeformation_resource_lf_tags',
    ],
    problem: 'loses a tag',
    gone: ({ resourceType }) =>
      resourceType === 'aws_lakeformation_lf_tag'
        ? 'grants by this tag end, and filters by it no longer hold anything back'
        : 'what it tagged takes the tags of its database, and with them other readers',
    tags: ['terraform', 'access'],
    why: 'Permissions by tag follow the tag: a table that loses `sensitivity = personal` takes over the value of its database, and is read by those who may read that.',
    fix: 'Put the new tag on in the same change, and look with `GetResourceLFTags` at what the table inherits. Remove a tag for good only after its grants.',
    references: [
      'https://docs.aws.amazon.com/lake-formation/latest/dg/tag-based-access-control.html',
      awsPage('lakeformation_resource_lf_tags'),
    ],
    examples: {
      bad: [
        changed(tag + tagged, tag),
        changed(tag + grant(role, 'permissions = ["DESCRIBE"]'), grant(role, 'permissions = ["DESCRIBE"]')),
      ],
      good: [
        changed(tag, tag + tagged),
        changed(
          tagged,
          `moved {\n  from = aws_lakeformation_resource_lf_tags.main\n  to = aws_lakeformation_resource_lf_tags.customers\n}\n${tagged.replace('"main"', '"customers"')}`,
        ),
      ],
    },
  }),
] satisfies readonly Rule[]
