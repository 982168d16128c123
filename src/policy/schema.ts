import { type Static, type TSchema, Type } from 'typebox'
import { type Category, categories } from '../core/opinion.ts'

/**
 * A policy file as people write it. The one source of its type, of the validator (`validator.generated.ts`) and of the published
 * `policies/policy.schema.json`. Only loaded to generate these: nothing at run time imports it for more than its types.
 */
const strict = { additionalProperties: false }
const optional = <S extends TSchema>(schema: S) => Type.Optional(schema)
const text = (description: string) => Type.String({ pattern: '\\S', description })
const texts = (description: string) => Type.Array(Type.String({ pattern: '\\S' }), { description })
const teams = Type.Array(Type.String({ pattern: '^[^/@\\s]+/[^/\\s]+$' }), {
  description: 'Teams as `organisation/team`.',
})

const enforcement = Type.Enum(['block', 'warn', 'info', 'off'])
const consequence = (description: string) => Type.Enum(['block', 'warn', 'ignore'], { description })

const database = Type.Object(
  {
    paths: Type.Array(Type.String({ pattern: '\\S' }), {
      minItems: 1,
      description: 'Path patterns: `migrations/**`.',
    }),
    dialect: optional(
      Type.Enum(['postgres', 'mysql', 'mariadb', 'snowflake', 'bigquery', 'redshift', 'databricks']),
    ),
    version: optional(
      Type.Number({ minimum: 1, maximum: 100, description: 'Major version of the server: 15.' }),
    ),
    statistics: optional(text('Path of a statistics export in the repository.')),
    transaction: optional(
      Type.Enum(['file', 'batch', 'history', 'none'], {
        description: 'Who opens transactions when the file does not.',
      }),
    ),
  },
  { ...strict, description: 'What is detected, overruled for these paths. Later entries win.' },
)

const option = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Array(Type.String())])

const rule = Type.Union(
  [
    enforcement,
    Type.Object(
      {
        enforcement: optional(enforcement),
        light: optional(
          Type.Enum(['block', 'warn', 'info', 'off'], {
            description: 'For findings on tables known to be small.',
          }),
        ),
        grave: optional(
          Type.Enum(['block', 'warn', 'info', 'off'], {
            description: 'For findings on tables known to be large.',
          }),
        ),
        paths: optional(
          Type.Array(Type.String({ pattern: '\\S' }), {
            minItems: 1,
            description: 'Only at these path patterns.',
          }),
        ),
        options: optional(Type.Record(Type.String(), option)),
      },
      strict,
    ),
  ],
  { description: 'block, warn, info, off, or a mapping.' },
)

const custom = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z0-9_-]+/[a-z0-9_-]+$',
      description: 'Your own: `acme/no-nullable-tenant`.',
    }),
    when: text('A CEL expression over `change`.'),
    message: text('What is wrong and what it does.'),
    severity: Type.Enum(['critical', 'high', 'medium', 'low']),
    enforcement,
  },
  strict,
)

const approval = Type.Object(
  { count: Type.Integer({ minimum: 0, maximum: 10 }), teams: optional(teams) },
  { ...strict, description: 'Approving reviews that a change of this risk needs.' },
)

const byCategory = Object.fromEntries(
  categories.map((category) => [category, optional(enforcement)]),
) as Record<Category, ReturnType<typeof optional<typeof enforcement>>>

const review = Type.Object(
  {
    share: optional(
      Type.Enum(['off', 'schema', 'redacted', 'full'], { description: 'What the model may see.' }),
    ),
    enforcement: optional(enforcement),
    categories: optional(
      Type.Object(byCategory, {
        ...strict,
        description: 'By category; `block` counts for findings of high confidence alone.',
      }),
    ),
    exclude: optional(
      Type.Object(
        {
          paths: optional(texts('Globs of files that never leave.')),
          relations: optional(texts('Relations that never leave: `app.customers`, `pii.*`.')),
        },
        { ...strict, description: 'What the model never sees.' },
      ),
    ),
    shadow: optional(Type.Boolean({ description: 'Findings are recorded and not shown.' })),
    models: optional(
      Type.Object(
        { triage: optional(text('')), review: optional(text('')), deep: optional(text('')) },
        strict,
      ),
    ),
    budget: optional(
      Type.Object(
        {
          per_pull_request_usd: optional(Type.Number({ minimum: 0 })),
          per_day_usd: optional(Type.Number({ minimum: 0 })),
        },
        strict,
      ),
    ),
  },
  { ...strict, description: 'The model review.' },
)

export const policySchema = Type.Object(
  {
    extends: optional(
      texts('Packs (`recommended`) and files of this repository (`./data.yml`). Left out: recommended.'),
    ),
    databases: optional(Type.Array(database)),
    rules: optional(
      Type.Record(Type.String(), rule, {
        description: 'By rule id or pattern; the last match wins, key by key.',
      }),
    ),
    custom: optional(Type.Array(custom, { description: 'Rules of your own over the facts of a change.' })),
    approvals: optional(
      Type.Object({ low: optional(approval), medium: optional(approval), high: optional(approval) }, strict),
    ),
    waivers: optional(
      Type.Object(
        {
          teams: optional(teams),
          max_days: optional(
            Type.Integer({
              minimum: 1,
              maximum: 3650,
              description: 'How many days a waiver may last; left out: 30.',
            }),
          ),
          by_author: optional(
            Type.Boolean({
              description: 'Whether who opened a pull request may waive and dismiss on it. Left out: no.',
            }),
          ),
        },
        strict,
      ),
    ),
    suppressions: optional(
      Type.Object({ forbidden: optional(texts('Rules that no comment in code may suppress.')) }, strict),
    ),
    on: optional(
      Type.Object(
        {
          not_evaluated: optional(consequence('When a changed data file could not be read.')),
          rehearsal_unavailable: optional(consequence('When a migration could not be rehearsed.')),
          model_unavailable: optional(consequence('When the model could not be asked.')),
        },
        strict,
      ),
    ),
    review: optional(review),
  },
  {
    ...strict,
    title: 'Sluice policy',
    description: 'What Sluice enforces, and where. Lives in `.github/sluice.yml`.',
  },
)

/** A policy file's content after validation. */
export type PolicyFile = Static<typeof policySchema>
