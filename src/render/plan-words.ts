import type { LocatedPlan } from '../core/report.ts'
import { type PlanOutcome, planOutcomes } from '../core/report-plan.ts'
import { declaredAddress } from '../core/terraform/address.ts'
import { movedBlock } from '../core/terraform/moves.ts'
import { join, type Phrase } from './phrase.ts'
import { whyPhrase } from './plan-differences.ts'
import { cutTo, oneLine } from './visible.ts'
import { count } from './words.ts'

// What a plan does, in the words of every format.

export type PlannedRow = LocatedPlan['resources'][number]

/** Resources of one block to which the same happens for the same reason, told of the first of them. */
export interface PlannedGroup {
  readonly row: PlannedRow
  readonly rows: readonly PlannedRow[]
}

/** Rows that a reader should see before those of what is only created, of which there may be many. */
export function tellingGroups({ resources }: LocatedPlan): readonly PlannedGroup[] {
  const telling = resources.filter(({ outcome }) => outcome !== 'created')
  const alike = Map.groupBy(telling, (row) =>
    JSON.stringify([declaredAddress(row.address), row.outcome, whyPhrase(row), placePhrase(row)]),
  )
  return [...alike.values()].flatMap((rows) => {
    const [row] = rows
    if (!row) return []
    return rows.length < fewestAlike ? rows.map((one) => ({ row: one, rows: [one] })) : [{ row, rows }]
  })
}

const fewestAlike = 3

/** ` and 7 more of its keys`. */
export function othersText({ rows }: PlannedGroup): string {
  return rows.length === 1 ? '' : ` and ${rows.length - 1} more of its keys`
}

/** `main.tf:12` of a resource; `was main.tf:12` of one that the code declares no more. */
export function placePhrase({ place, lines, side }: PlannedRow): Phrase {
  if (!place || !lines) return []
  return [...(side === 'base' ? ['was '] : []), { code: `${place.path}:${lines.startLine}` }]
}

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

const longestName = 80

/** `plan.json of infra/prod`. */
export function planName({ name, root }: LocatedPlan): Phrase {
  const cut = (text: string) => ({ code: cutTo(text, longestName) })
  return [cut(name), ...(root === '' ? [] : [' of ', cut(root)])]
}

/** What makes a plan worth less than it seems, as sentences. */
export function planCautions({ errored, complete, unread, form }: LocatedPlan): Phrase[] {
  return [
    ...(errored
      ? [
          [
            { strong: 'Making this plan ended in an error' },
            ': it shows only a part of what an apply would do.',
          ],
        ]
      : []),
    ...(unread
      ? [
          [
            { strong: 'The text of this plan was not read in full' },
            ': it was cut short, or its last line counts otherwise. There may be more than is shown.',
          ],
        ]
      : []),
    ...(!errored && !complete && !unread
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

/** What holds no more than a line each: tags, outputs, cost. */
export function planAsides({ tagsOnly, outputs, cost }: LocatedPlan): Phrase[] {
  return [
    ...(tagsOnly > 0
      ? [
          [
            `${count(tagsOnly, 'resource')} ${tagsOnly === 1 ? 'changes only its' : 'change only their'} tags.`,
          ],
        ]
      : []),
    ...(outputs.length > 0 ? [['Outputs: ', ...outputsPhrase(outputs), '.']] : []),
    ...(cost && cost.before !== cost.after ? [[costText(cost)]] : []),
  ]
}

/** `Cost: about +120 USD a month (340 to 460), an estimate from list prices of 2025; of 2 resources no price is known.` */
function costText({
  source,
  asOf,
  currency,
  before,
  after,
  unpriced,
}: NonNullable<LocatedPlan['cost']>): string {
  const amount = (value: number) => String(Math.round(value))
  const difference = `${after > before ? '+' : '−'}${amount(Math.abs(after - before))} ${currency} a month`
  const from = source === 'infracost' ? 'as Infracost reports' : `an estimate from list prices of ${asOf}`
  const open = unpriced.length === 0 ? '' : `; of ${count(unpriced.length, 'resource')} no price is known`
  return `Cost: about ${difference} (${amount(before)} to ${amount(after)}), ${from}${open}.`
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

/** The blocks that are missing, to be pasted as they stand; undefined where none is. */
export function movesText({ moves }: LocatedPlan, most: number): string | undefined {
  if (moves.length === 0) return undefined
  const blocks = moves
    .slice(0, most)
    .map(({ from, to }) => movedBlock({ from: oneLine(from), to: oneLine(to) }))
  return blocks.join('\n').trimEnd()
}

/** What the blocks are for and where they belong. */
export function movesPhrase({ root, moves, moreMoves }: LocatedPlan, most: number): Phrase {
  const all = moves.length + moreMoves
  const left = Math.max(0, all - most)
  const what =
    all === 1 ? 'One object seems only to change its' : `${all} objects or modules seem only to change their`
  return [
    `${what} address. If so, add to a file of `,
    ...(root === '' ? ['the root directory'] : [{ code: root }]),
    left > 0 ? ` (${left} more are left out here):` : ':',
  ]
}

/** Whether the object goes, or nobody looks after it any more, and it may hold data. */
export function losesData({ outcome, holdsData }: PlannedRow): boolean {
  return holdsData && (outcome === 'destroyed' || outcome === 'replaced' || outcome === 'forgotten')
}
