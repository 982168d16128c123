import type { Rule } from '../../src/core/rule.ts'
import type { Block, Resource } from '../../src/core/terraform/configuration.ts'
import type { Pair } from '../../src/core/terraform/earlier.ts'
import { blocksAt, read } from '../../src/core/terraform/read.ts'
import { changed, changeFamily } from './shared/change-family.ts'
import type { Told } from './shared/family.ts'
import { snowflakePage, written } from './shared/platform-example.ts'
import { presence } from './shared/present.ts'

const attached = [
  'snowflake_table_column_masking_policy_application',
  'snowflake_tag_masking_policy_association',
  'snowflake_masking_policy',
  'snowflake_row_access_policy',
]

/** Columns with a mask, by name, and the row access policy. */
function protectionsOf(resource: Resource): ReadonlySet<string> {
  const columns = blocksAt(resource, 'column').blocks.filter(
    (column) => presence(column, 'masking_policy') !== 'no',
  )
  const names = columns.map((column) => `the masking policy of ${columnName(column)}`)
  const rows = presence(resource, 'row_access_policy') === 'no' ? [] : ['its row access policy']
  return new Set([...names, ...rows])
}

function columnName(column: Block): string {
  const value = read(column, 'name').value ?? read(column, 'column_name').value
  return typeof value === 'string' ? value : 'a column'
}

function lost({ was, is }: Pair): Told[] {
  const kept = protectionsOf(is)
  const open = is.open.get('column')
  return [...protectionsOf(was)].flatMap((name): Told[] => {
    if (kept.has(name)) return []
    if (open) return [{ kind: 'unclear', what: name, place: is.header, because: open }]
    return [{ kind: 'bad', what: name, place: is.header, fact: `${name} is no longer there` }]
  })
}

const view = (...lines: readonly string[]) =>
  written('snowflake_view', 'database = "PROD"\nschema = "SALES"\nname = "CUSTOMERS"', ...lines)
const column = (mask: string) => `column {\n  column_name = "EMAIL"\n${mask}}`
const masked = column('  masking_policy {\n    policy_name = "PROD.GOV.EMAIL"\n  }\n')
const rows = 'row_access_policy {\n  policy_name = "PROD.GOV.REGION"\n  on = ["REGION"]\n}'
const application = written(
  'snowflake_table_column_masking_policy_application',
  'table = "PROD.SALES.CUSTOMERS"',
  'column = "EMAIL"',
  'masking_policy = "PROD.GOV.EMAIL"',
)

export default [
  changeFamily({
    id: 'terraform/snowflake-policy-removed',
    title: 'Keep masking and row access policies in Snowflake',
    severity: 'critical',
    on: [...attached, 'snowflake_table', 'snowflake_view'],
    problem: 'is no longer protected',
    changed: lost,
    gone: ({ resourceType }) => {
      if (!attached.includes(resourceType)) return undefined
      return resourceType.includes('row_access')
        ? 'every row is then shown to whoever may read the table'
        : 'the values it masked are then shown in clear to whoever may read them'
    },
    tags: ['terraform', 'privacy'],
    why: 'With the next apply everybody who may read the table sees every value and every row. Nothing fails and nobody is told; what was read in the meantime cannot be taken back.',
    fix: 'Keep the policy. To replace it, apply the new one in the same change (`FORCE`), never remove first and add later. If it must go, let the owner of the data agree in the pull request.',
    references: ['https://docs.snowflake.com/en/user-guide/security-column-intro', snowflakePage('view')],
    examples: {
      bad: [
        changed(application + view(), view()),
        changed(view(masked), view(column(''))),
        changed(view(masked, rows), view(masked)),
      ],
      good: [
        changed(view(column('')), view(masked)),
        changed(view(masked), view(masked.replace('GOV.EMAIL', 'GOV.EMAIL_V2'))),
        changed(
          application,
          `moved {\n  from = snowflake_table_column_masking_policy_application.main\n  to = snowflake_table_column_masking_policy_application.email\n}\n${application.replace('"main"', '"email"')}`,
        ),
      ],
    },
  }),
] satisfies readonly Rule[]
