import type { LocatedPlan, Report } from '../core/report.ts'
import { planOutcomes } from '../core/report-plan.ts'
import { code, fenced } from './escape.ts'
import { sentence } from './markdown-phrase.ts'
import { driftPhrase, whyPhrase } from './plan-differences.ts'
import {
  amountsText,
  leftOf,
  losesData,
  movesPhrase,
  movesText,
  othersText,
  type PlannedGroup,
  type PlannedRow,
  placePhrase,
  planAsides,
  planCautions,
  planCountsText,
  planName,
  planSigns,
  tellingGroups,
} from './plan-words.ts'
import type { Section } from './sections.ts'
import { clip } from './visible.ts'
import { count } from './words.ts'

// What Terraform plans do, in the comment and in the check run.

const mostPlans = 5

/** One section for each plan; of those beyond the first few one line each. */
export function planSections({ plans }: Report): Section[] {
  const others = plans.slice(mostPlans)
  const rest: Section = {
    head: `**${count(others.length, 'more Terraform plan')}**\n`,
    items: others.map((plan) => `- ${sentence(planName(plan))}: ${planCountsText(plan)}`),
    between: '\n',
    most: 20,
    limit: 8_000,
  }
  return [...plans.slice(0, mostPlans).map(planSection), ...(others.length > 0 ? [rest] : [])]
}

function planSection(plan: LocatedPlan): Section {
  const cautions = planCautions(plan).map((caution) => `  \n⚠ ${sentence(caution)}`)
  return {
    head: `**Terraform plan** ${sentence(planName(plan))}: ${planCountsText(plan)}${cautions.join('')}`,
    items: [...tables(plan), ...asides(plan), ...drift(plan), ...moves(plan)],
    rest: () => 'The rest of this plan is left out here; `--format json` has all of it.',
    limit: 16_000,
  }
}

const mostRows = [15, 8, 4] as const
const longestTable = 9_000

/** Where names are long there are fewer rows. */
function tables(plan: LocatedPlan): string[] {
  const sizes = mostRows.map((most) => tellingGroups(plan).slice(0, most))
  const groups = sizes.find((some) => tableOf(some).length <= longestTable) ?? sizes.at(-1) ?? []
  const shown = groups.flatMap(({ rows }) => rows)
  const others = plan.resources.filter((row) => !shown.includes(row))
  const left = amountsText(leftOf(plan, shown))
  return [
    ...(shown.length > 0 ? [tableOf(groups)] : []),
    ...(left === '' ? [] : [foldedText(others, { left, more: plan.more })]),
  ]
}

function tableOf(groups: readonly PlannedGroup[]): string {
  return ['| | resource | | code |', '|---|---|---|---|', ...groups.map(rowText)].join('\n')
}

function rowText(group: PlannedGroup): string {
  const { row } = group
  const { outcome, address } = row
  const name = code(clip(address, 200)) + othersText(group) + (losesData(row) ? ' **holds data**' : '')
  return `| ${planSigns[outcome]} ${outcome} | ${name} | ${sentence(whyPhrase(row))} | ${sentence(placePhrase(row))} |`
}

const mostFolded = 100

/** Addresses alone, by what becomes of them. */
function foldedText(
  rows: readonly PlannedRow[],
  { left, more }: { readonly left: string; readonly more: number },
): string {
  const shown = rows.slice(0, mostFolded)
  const lines = planOutcomes.flatMap((outcome) => {
    const addresses = shown.filter((row) => row.outcome === outcome)
    const listed = addresses.map(({ address }) => code(clip(address, 120))).join(', ')
    return addresses.length > 0 ? [`- ${outcome}: ${listed}`] : []
  })
  const unlisted = rows.length - shown.length + more
  const text = [...lines, ...(unlisted > 0 ? [`- and ${count(unlisted, 'more resource')}`] : [])].join('\n')
  if (text.length > longestTable) return `and ${left} more; \`--format json\` lists them.`
  return `<details><summary>${left}</summary>\n\n${text}\n\n</details>`
}

function asides(plan: LocatedPlan): string[] {
  const lines = planAsides(plan).map(sentence)
  return lines.length > 0 ? [lines.join('  \n')] : []
}

const mostDrift = 5

function drift({ drift: found, moreDrift }: LocatedPlan): string[] {
  if (found.length === 0) return []
  const left = found.length - mostDrift + moreDrift
  const lines = found.slice(0, mostDrift).map((one) => `- ${sentence(driftPhrase(one))}`)
  const more = left > 0 ? [`- and ${count(left, 'more resource')}`] : []
  return [['Changed outside Terraform since the last apply:\n', ...lines, ...more].join('\n')]
}

const mostMoves = 12
const mostUnfolded = 2

function moves(plan: LocatedPlan): string[] {
  const text = movesText(plan, mostMoves)
  if (text === undefined) return []
  const lead = sentence(movesPhrase(plan, mostMoves))
  if (text.length > longestTable)
    return [`${lead} the blocks are too long for this place; \`--format json\` lists them.`]
  const block = fenced(text, 'hcl')
  if (plan.moves.length <= mostUnfolded) return [`${lead}\n\n${block}`]
  const amount = count(plan.moves.length + plan.moreMoves, 'moved block')
  return [`<details><summary>${amount} to paste</summary>\n\n${lead}\n\n${block}\n\n</details>`]
}
