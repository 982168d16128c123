import Type from 'typebox'
import { planOutcomes } from '../core/report-plan.ts'
import { closed, line } from './schema-parts.ts'

// The published shape of what Terraform plans do. Loaded by the generator and by tests alone.

const amount = Type.Integer({ minimum: 0 })
const outcome = Type.Enum(planOutcomes)
const change = {
  path: Type.String({ description: 'of the attribute: rule[0].expiration[0].days' }),
  before: Type.String({ description: 'in a few words; secrets are (sensitive)' }),
  after: Type.String({ description: 'not known: known only after the apply' }),
}

const Resource = Type.Object(
  {
    address: Type.String(),
    outcome,
    holdsData: Type.Boolean({ description: 'it, or what it is a key to, may hold data' }),
    importing: Type.Boolean(),
    previousAddress: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String({ description: 'action_reason of the plan' })),
    differences: Type.Array(
      Type.Object({ ...change, forces: Type.Boolean({ description: 'forces the replacement' }) }, closed),
    ),
    path: Type.Optional(Type.String({ description: 'file of the code' })),
    line: Type.Optional(line),
  },
  closed,
)

const Cost = Type.Object(
  {
    source: Type.Enum(['infracost', 'estimate']),
    asOf: Type.Optional(Type.String({ description: 'of an estimate: the year of its prices' })),
    currency: Type.String(),
    before: Type.Number({ description: 'per month' }),
    after: Type.Number({ description: 'per month' }),
    resources: Type.Array(
      Type.Object({ address: Type.String(), before: Type.Number(), after: Type.Number() }, closed),
    ),
    unpriced: Type.Array(Type.String(), { description: 'changed resources that no sum holds' }),
  },
  { ...closed, description: 'what the changed resources cost' },
)

export const PlanJson = Type.Object(
  {
    name: Type.String(),
    root: Type.String({ description: 'directory of the configuration; empty at the top of the repository' }),
    form: Type.Enum(['json', 'text']),
    terraformVersion: Type.Optional(Type.String()),
    complete: Type.Boolean(),
    errored: Type.Boolean(),
    counts: Type.Object(
      {
        destroyed: amount,
        replaced: amount,
        forgotten: amount,
        updated: amount,
        moved: amount,
        imported: amount,
        created: amount,
      },
      closed,
    ),
    resources: Type.Array(Resource, { description: 'what holds data first, then by gravity' }),
    more: Type.Integer({ minimum: 0, description: 'resources beyond those listed' }),
    tagsOnly: Type.Integer({ minimum: 0, description: 'updated in their tags alone, and not listed' }),
    outputs: Type.Array(Type.Object({ name: Type.String(), outcome }, closed)),
    drift: Type.Array(
      Type.Object(
        {
          address: Type.String(),
          gone: Type.Boolean(),
          differences: Type.Array(Type.Object(change, closed)),
        },
        closed,
      ),
      { description: 'what changed outside Terraform since the last apply' },
    ),
    moreDrift: amount,
    moves: Type.Array(Type.Object({ from: Type.String(), to: Type.String() }, closed), {
      description: 'moved blocks that seem to be missing',
    }),
    moreMoves: amount,
    cost: Type.Optional(Cost),
  },
  closed,
)
