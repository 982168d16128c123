import type { Rule } from '../../src/core/rule.ts'
import type { Block } from '../../src/core/terraform/configuration.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { isList, isUnknown, type Value } from '../../src/core/terraform/value.ts'
import { family, type Judge, type Told } from './shared/family.ts'
import { databricksPage, written } from './shared/platform-example.ts'

const everybody = /^(?:account )?users$/i
const everything = /^ALL[_ ]PRIVILEGES$/i

interface Grant {
  readonly block: Block
  readonly principal: Value
  readonly privileges: readonly Value[]
}

/** A `databricks_grant` is one; `databricks_grants` holds any number. */
function grantsIn(block: Block, type: string): readonly Grant[] {
  const blocks = type === 'databricks_grants' ? blocksAt(block, 'grant').blocks : [block]
  return blocks.map((each) => {
    const { value = null } = read(each, 'privileges')
    return {
      block: each,
      principal: read(each, 'principal').value ?? null,
      privileges: isList(value) ? value : [value],
    }
  })
}

/** No grant may be to such a principal with such a privilege. */
function noGrant(isWho: RegExp, isWhat: RegExp): Judge {
  return (resource) =>
    grantsIn(resource, resource.resourceType).flatMap(({ block, principal, privileges }): Told[] => {
      const { place } = read(block, 'privileges')
      const answers = [
        matches(principal, isWho),
        ...(privileges.length > 0 ? [anyOf(privileges, isWhat)] : ['no' as const]),
      ]
      if (answers.includes('no')) return []
      const open = [principal, ...privileges].find(isUnknown)
      if (answers.includes('unknown')) {
        return isUnknown(open) ? [{ kind: 'unclear', what: 'privileges', place, because: open }] : []
      }
      const privilege = privileges.find((each) => matches(each, isWhat) === 'yes')
      const fact = `${String(principal)} gets ${String(privilege)}`
      return [{ kind: 'bad', what: 'privileges', place, fact, value: fact }]
    })
}

function anyOf(values: readonly Value[], pattern: RegExp): 'yes' | 'no' | 'unknown' {
  const answers = values.map((value) => matches(value, pattern))
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unknown') ? 'unknown' : 'no'
}

function matches(value: Value, pattern: RegExp): 'yes' | 'no' | 'unknown' {
  if (isUnknown(value)) return 'unknown'
  return typeof value === 'string' && pattern.test(value) ? 'yes' : 'no'
}

const one = (principal: string, privileges: string) =>
  written(
    'databricks_grant',
    'schema = "main.sales"',
    `principal = "${principal}"`,
    `privileges = [${privileges}]`,
  )
const many = (principal: string, privileges: string) =>
  written(
    'databricks_grants',
    'catalog = "main"',
    `grant {\n  principal = "${principal}"\n  privileges = [${privileges}]\n}`,
  )
const on = ['databricks_grant', 'databricks_grants']
const references = [
  'https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/privileges',
  databricksPage('grants'),
]

export default [
  family({
    id: 'terraform/databricks-grant-everybody',
    title: 'Do not let every Databricks user change data',
    severity: 'critical',
    on,
    problem: 'gives everybody in the account more than reading',
    judge: noGrant(
      everybody,
      /^(?:ALL[_ ]PRIVILEGES|MODIFY|MANAGE|WRITE[_ ](?:VOLUME|FILES)|CREATE[_ ]\w+)$/i,
    ),
    tags: ['terraform', 'access'],
    why: '`account users` is every user and every service principal, those of later included. With these privileges each of them may change or drop what is there.',
    fix: 'Grant to a group that says who is meant, and to `account users` at most `USE_CATALOG` and `BROWSE`.',
    references,
    examples: {
      bad: [one('account users', '"ALL_PRIVILEGES"'), many('account users', '"SELECT", "MODIFY"')],
      good: [many('account users', '"USE_CATALOG", "BROWSE"'), one('etl', '"MODIFY"')],
    },
  }),
  family({
    id: 'terraform/databricks-grant-all',
    title: 'Name the privileges that are granted in Unity Catalog',
    severity: 'medium',
    on,
    problem: 'grants every privilege',
    judge: noGrant(/./, everything),
    subsumedBy: ['terraform/databricks-grant-everybody'],
    tags: ['terraform', 'access'],
    why: 'ALL_PRIVILEGES also holds those that Databricks adds later, and on a catalog goes down to every schema and table, the future ones too.',
    fix: 'List what is needed: `privileges = ["USE_SCHEMA", "SELECT"]` for readers, with `"MODIFY"` for those who write.',
    references,
    examples: {
      bad: [one('etl', '"ALL_PRIVILEGES"'), many('etl', '"all privileges"')],
      good: [one('etl', '"USE_SCHEMA", "SELECT"'), many('analysts', '"USE_CATALOG"')],
    },
  }),
] satisfies readonly Rule[]
