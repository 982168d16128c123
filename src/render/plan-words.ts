import type { LocatedPlan } from '../core/report.ts'
import {
  type PlanOutcome,
  planOutcomes,
  type ReportedDifference,
  type ReportedDrift,
} from '../core/report-plan.ts'
import { movedBlock } from '../core/terraform/moves.ts'
import { planReasonText } from '../core/terraform/plan-reasons.ts'
import { join, type Phrase } from './phrase.ts'
import { cutTo, oneLine } from './visible.ts'
import { count } from './words.ts'

// What a plan does, in the words of every format.

export type PlannedRow = LocatedPlan['resources'][number]

/** ✕ the object goes, with what it holds; ▲ it stays, otherwise than it was; → it goes by another address; + it comes. */
export const planSigns: Readonly<Record<PlanOutcome, '✕' | '▲' | '→' | '+'>> = {
  destroyed: '✕',
  replaced: '✕',
  forgotten: '▲',
  updated: '▲',
  moved: '→',
  imported: '+',
  created: '+',
}

type Counts = Readonly<Record<PlanOutcome, number>>

/** `1 destroyed, 3 updated`; those that change only their tags are told apart. */
export function planCountsText({ counts, tagsOnly, outputs }: LocatedPlan): string {
  const text = amountsText({ ...counts, updated: counts.updated - tagsOnly })
  if (text !== '') return text
  if (tagsOnly > 0) return 'nothing but tags'
  return outputs.length > 0 ? 'nothing but outputs' : 'nothing changes'
}

export function amountsText(counts: Counts): string {
  return planOutcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${outcome}`)
    .join(', ')
}

/** How many are left of each outcome beside those that are shown. */
export function leftOf({ counts, tagsOnly }: LocatedPlan, shown: readonly PlannedRow[]): Counts {
  const left = (outcome: PlanOutcome) =>
    counts[outcome] -
    (outcome === 'updated' ? tagsOnly : 0) -
    shown.filter((row) => row.outcome === outcome).length
  return Object.fromEntries(planOutcomes.map((outcome) => [outcome, left(outcome)])) as Counts
}

/** `plan.json of infra/prod`. */
export function planName({ name, root }: LocatedPlan): Phrase {
  return [{ code: name }, ...(root === '' ? [] : [' of ', { code: root }])]
}

/** What makes a plan worth less than it seems, as sentences. */
export function planCautions({ errored, complete, form }: LocatedPlan): Phrase[] {
  return [
    ...(errored
      ? [
          [
            { strong: 'Making this plan ended in an error' },
            ': it shows only a part of what an apply would do.',
          ],
        ]
      : []),
    ...(!errored && !complete
      ? [
          [
            { strong: 'This plan is partial' },
            ' (',
            { code: '-target' },
            ', or changes put off): an apply of it does not do all that the code asks for.',
          ],
        ]
      : []),
    ...(form === 'text'
      ? [
          [
            'It was given as text: what the text hides is not known. ',
            { code: 'terraform show -json' },
            ' tells all.',
          ],
        ]
      : []),
  ]
}

const mostDifferences = 2

/** Why it happens to a resource, or what of it changes: what forces a replacement first. */
export function whyPhrase(row: PlannedRow): Phrase {
  const { outcome, differences, previousAddress, importing } = row
  const forcing = differences.filter(({ forces }) => forces)
  const told = outcome === 'replaced' && forcing.length > 0 ? forcing : differences
  const changed = listedDifferences(told, row.outcome === 'replaced')
  const reason = planReasonText(row.reason)
  const parts: Phrase[] = [
    ...(previousAddress === undefined ? [] : [['was ', { code: previousAddress }]]),
    ...(importing && outcome !== 'imported' ? [['imported']] : []),
    ...(changed.length > 0 ? [changed] : []),
    ...(reason !== undefined && forcing.length === 0 ? [[reason]] : []),
  ]
  return join(parts, ' · ')
}

function listedDifferences(differences: readonly ReportedDifference[], isReplaced: boolean): Phrase {
  const shown = differences
    .slice(0, mostDifferences)
    .map((one) => [...differencePhrase(one), ...(isReplaced && one.forces ? [' forces it'] : [])])
  const left = differences.length - shown.length
  return join(left > 0 ? [...shown, [`+${left}`]] : shown, ' · ')
}

/** `instance_class` "db.r6g.large" → "db.r6g.xlarge". */
function differencePhrase({
  path,
  before,
  after,
}: Pick<ReportedDifference, 'path' | 'before' | 'after'>): Phrase {
  return [{ code: path }, ' ', valuePart(before), ' → ', valuePart(after, 'known after apply')]
}

const words: ReadonlySet<string> = new Set(['not set', '(sensitive)'])

/** Values stand as code; texts among them are in quotes, so that our own words cannot be mistaken for one. */
function valuePart(value: string, unknown = 'not known') {
  if (words.has(value)) return value
  return value === 'not known' ? unknown : { code: cutTo(value, 60) }
}

/** What holds no more than a line each: tags, outputs. */
export function planAsides({ tagsOnly, outputs }: LocatedPlan): Phrase[] {
  return [
    ...(tagsOnly > 0
      ? [
          [
            `${count(tagsOnly, 'resource')} ${tagsOnly === 1 ? 'changes only its' : 'change only their'} tags.`,
          ],
        ]
      : []),
    ...(outputs.length > 0 ? [['Outputs: ', ...outputsPhrase(outputs), '.']] : []),
  ]
}

const mostOutputs = 8

function outputsPhrase(outputs: LocatedPlan['outputs']): Phrase {
  const order = (outcome: PlanOutcome) => planOutcomes.indexOf(outcome)
  const sorted = outputs.toSorted((one, other) => order(one.outcome) - order(other.outcome))
  const shown = sorted
    .slice(0, mostOutputs)
    .map(({ name, outcome }): Phrase => [{ code: name }, ` ${outcome === 'destroyed' ? 'removed' : outcome}`])
  const left = outputs.length - shown.length
  return join(left > 0 ? [...shown, [`${left} more`]] : shown, ', ')
}

export function driftPhrase({ address, gone, differences }: ReportedDrift): Phrase {
  if (gone) return [{ code: address }, ' was deleted']
  const shown = differences
    .slice(0, mostDifferences)
    .map(
      ({ path, before, after }): Phrase => [{ code: path }, ' ', valuePart(before), ' → ', valuePart(after)],
    )
  const left = differences.length - shown.length
  return [{ code: address }, ' ', ...join(left > 0 ? [...shown, [`+${left}`]] : shown, ' · ')]
}

/** The blocks that are missing, to be pasted as they stand; undefined where none is. */
export function movesText({ moves }: LocatedPlan, most: number): string | undefined {
  if (moves.length === 0) return undefined
  const blocks = moves
    .slice(0, most)
    .map(({ from, to }) => movedBlock({ from: oneLine(from), to: oneLine(to) }))
  return blocks.join('\n').trimEnd()
}

/** What the blocks are for and where they belong. */
export function movesPhrase(plan: LocatedPlan, most: number): Phrase {
  const all = plan.moves.length + plan.moreMoves
  const left = Math.max(0, all - most)
  return [
    all === 1
      ? 'One object seems to go only by another address.'
      : `${all} objects or modules seem to go only by another address.`,
    ' To keep what they hold, add to a file of ',
    ...(plan.root === '' ? ['the root directory'] : [{ code: plan.root }]),
    left > 0 ? ` (${left} more are left out here):` : ':',
  ]
}

/** Whether the object goes, or nobody looks after it any more, and it may hold data. */
export function losesData({ outcome, holdsData }: PlannedRow): boolean {
  return holdsData && (outcome === 'destroyed' || outcome === 'replaced' || outcome === 'forgotten')
}
