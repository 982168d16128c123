import type { TerraformDocument } from '../../src/core/document.ts'
import { defineRule } from '../../src/core/rule.ts'
import { type PlanCost, planCost } from '../../src/core/terraform/cost.ts'
import type { MatchedPlan } from '../../src/core/terraform/plan.ts'
import { change, planWith } from './shared/example.ts'
import { type Located, locate } from './shared/planned.ts'

const stream = (shards: number) => `resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = ${shards}
}
`
const resized = (from: number, to: number) => ({
  before: stream(from),
  files: { 'main.tf': stream(to) },
  plan: planWith(
    change('aws_kinesis_stream.clicks', 'update', [
      { name: 'clicks', shard_count: from },
      { name: 'clicks', shard_count: to },
    ]),
  ),
})
const warehouse = (size: string) =>
  `resource "snowflake_warehouse" "load" {\n  name           = "LOAD"\n  warehouse_size = "${size}"\n}\n`

export default defineRule({
  id: 'plan/cost',
  title: 'Know what a change costs',
  languages: ['terraform'],
  severity: 'low',
  tags: ['terraform', 'plan', 'cost'],
  since: '0.1.0',
  why: 'A size up, a standby or a larger warehouse is paid for every month from the apply on, and is seen on the bill weeks later.',
  fix: 'Check that the new size is needed all the time. For figures that know your regions, usage and discounts, give the report of `infracost diff --format json` with `--infracost`; the amounts of the built-in table are estimates.',
  references: ['https://www.infracost.io/docs/'],
  options: {
    budgetUsdPerMonth: {
      description: 'US dollars a month that one plan may add; more is grave. 0: no budget',
      default: 0,
    },
  },
  examples: {
    bad: [
      resized(10, 40),
      {
        note: 'Above the budget',
        before: warehouse('XSMALL'),
        files: { 'main.tf': warehouse('LARGE') },
        plan: planWith(
          change('snowflake_warehouse.load', 'update', [
            { name: 'LOAD', warehouse_size: 'XSMALL' },
            { name: 'LOAD', warehouse_size: 'LARGE' },
          ]),
        ),
        options: { budgetUsdPerMonth: 500 },
      },
    ],
    good: [
      {
        note: 'A size that stays',
        before: stream(10),
        files: { 'main.tf': `${stream(10)}# a comment\n` },
        plan: planWith(
          change('aws_kinesis_stream.clicks', 'update', [
            { name: 'clicks', shard_count: 10, retention_period: 24 },
            { name: 'clicks', shard_count: 10, retention_period: 168 },
          ]),
        ),
      },
      {
        note: 'Nothing here has a price: that is no sum of nothing',
        files: { 'main.tf': 'resource "aws_iam_role" "loader" {\n  name = "loader"\n}\n' },
        plan: planWith(change('aws_iam_role.loader', 'create', [null, { name: 'loader' }])),
      },
    ],
  },
  *check(document, { options }) {
    for (const plan of document.plans) {
      const cost = planCost(plan, document.costs)
      const [largest] = cost?.resources ?? []
      if (!cost || !largest || Math.abs(cost.after - cost.before) < 1) continue
      const { place, side } = placeOf(largest.address, plan, document)
      const budget = Number(options.budgetUsdPerMonth)
      yield {
        at: place.range,
        path: place.path,
        ...(side && { side }),
        subject: { kind: 'resource', name: document.root || '.' },
        identity: 'cost',
        message: [differenceText(cost), budgetText(cost, budget), restText(cost)].filter(Boolean).join(' '),
        confidence: cost.source === 'estimate' ? 'medium' : 'high',
        evidence: evidenceOf(cost),
        ...(isAbove(cost, budget) && { weight: 'grave' as const }),
      }
    }
  },
})

function placeOf(address: string, plan: MatchedPlan, document: TerraformDocument): Located {
  const planned = plan.resources.find((resource) => resource.address === address)
  return planned ? locate(planned, document, []) : { place: document.resources[0]?.header ?? nowhere }
}

const nowhere = { path: '', range: { start: 0, end: 0 } }

function differenceText({ before, after, currency, source, asOf }: PlanCost): string {
  const amount = `${amountText(Math.abs(after - before))} ${currency} a month`
  const direction = after > before ? 'more' : 'less'
  return source === 'infracost'
    ? `The plan costs ${amount} ${direction}, by the report of Infracost.`
    : `The plan costs about ${amount} ${direction}: an estimate by list prices of ${asOf}, for sizes that run all the time.`
}

const isAbove = ({ before, after, currency }: PlanCost, budget: number) =>
  budget > 0 && currency === 'USD' && after - before > budget

function budgetText(cost: PlanCost, budget: number): string {
  if (budget <= 0 || cost.after <= cost.before) return ''
  if (cost.currency !== 'USD') return 'The budget is in US dollars, and was not compared.'
  return isAbove(cost, budget) ? `The budget is ${amountText(budget)} USD.` : ''
}

function restText({ unpriced }: PlanCost): string {
  if (unpriced.length === 0) return ''
  const other =
    unpriced.length === 1 ? 'another changed resource' : `${unpriced.length} other changed resources`
  return `What ${other} may cost is not counted.`
}

function evidenceOf({ resources, source, currency }: PlanCost) {
  const shown = resources.slice(0, 5).map(({ address, before, after }) => ({
    strength: source === 'infracost' ? ('proved' as const) : ('inferred' as const),
    kind: 'plan' as const,
    text: `${address}: ${amountText(before)} to ${amountText(after)} ${currency} a month`,
  }))
  const more = resources.length - shown.length
  if (more <= 0) return shown
  return [...shown, { strength: 'inferred' as const, kind: 'plan' as const, text: `and ${more} more` }]
}

/** Cents say nothing of larger sums. */
function amountText(amount: number): string {
  const digits = amount < 100 ? 2 : 0
  return amount.toFixed(digits).replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',')
}
