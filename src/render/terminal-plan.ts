import type { LocatedPlan, Report } from '../core/report.ts'
import { cells, pad, wrap } from './columns.ts'
import type { Paint } from './paint.ts'
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
import { sentence } from './terminal-phrase.ts'
import { clip, oneLine } from './visible.ts'
import { count } from './words.ts'

interface Page {
  readonly width: number
  readonly paint: Paint
  readonly link: (text: string, path: string, line: number) => string
}

/** What Terraform plans do, for a person at a terminal: one block of lines for each plan. */
export function planBlocks({ plans }: Report, page: Page): string[][] {
  const left = plans.length - mostPlans
  const shown = plans.slice(0, mostPlans).map((plan) => planLines(plan, page))
  return left > 0 ? [...shown, [`and ${count(left, 'more plan')}; --format json lists them`]] : shown
}

const mostPlans = 20
const mostRows = 25
const mostDrift = 10
const mostMoves = 20

function planLines(plan: LocatedPlan, page: Page): string[] {
  const groups = tellingGroups(plan).slice(0, mostRows)
  const created = plan.resources.filter(({ outcome }) => outcome === 'created').slice(0, mostRows)
  const left = amountsText(leftOf(plan, [...groups.flatMap(({ rows }) => rows), ...created]))
  const [name = '', ...rest] = wrap(`${sentence(planName(plan))}: ${planCountsText(plan)}`, page.width - 7)
  return [
    `${page.paint.bold('plan')} ${name}`,
    ...rest.map((line) => `  ${line}`),
    ...planCautions(plan).flatMap((caution) => under(sentence(caution), page)),
    ...groups.flatMap((group) => rowLines(group, page)),
    ...(created.length > 0 ? createdLines(created, page) : []),
    ...(left === '' ? [] : [`  and ${left}; --format json lists them`]),
    ...planAsides(plan).flatMap((phrase) => under(sentence(phrase), page)),
    ...driftLines(plan, page),
    ...moveLines(plan, page),
  ]
}

/** What becomes of it, and its address; below, dim, why, and where in the code. */
function rowLines(group: PlannedGroup, page: Page): string[] {
  const { row } = group
  const { outcome, address } = row
  const isLoss = losesData(row)
  const what = `${signOf(outcome)}${oneLine(clip(address, 200))}${othersText(group)}${isLoss ? '  holds data' : ''}`
  return [
    `  ${isLoss ? page.paint.enforcement('block', what) : what}`,
    ...belowOf(row, page.width - 17).map((line) => indent + page.paint.dim(line)),
  ]
}

/** On one line where there is room for both. */
function belowOf(row: PlannedRow, width: number): string[] {
  const parts = [whyPhrase(row), placePhrase(row)].map(sentence).filter((text) => text !== '')
  const line = parts.join('  ')
  return cells(line) <= width
    ? [line].filter((text) => text !== '')
    : parts.flatMap((part) => wrap(part, width))
}

/** Addresses alone: what comes takes nothing from anybody. */
function createdLines(rows: readonly PlannedRow[], page: Page): string[] {
  const names = rows.map(({ address }) => oneLine(clip(address, 200))).join(', ')
  return wrap(names, page.width - 17).map((line, i) => (i === 0 ? `  ${signOf('created')}` : indent) + line)
}

const signOf = (outcome: PlannedRow['outcome']) => pad(`${planSigns[outcome]} ${outcome}`, 13)
const indent = ' '.repeat(15)

function driftLines({ drift, moreDrift }: LocatedPlan, page: Page): string[] {
  if (drift.length === 0) return []
  const left = Math.max(0, drift.length - mostDrift) + moreDrift
  return [
    '  changed outside Terraform since the last apply:',
    ...drift.slice(0, mostDrift).flatMap((one) => under(sentence(driftPhrase(one)), page, 4)),
    ...(left > 0 ? [`    and ${count(left, 'more resource')}; --format json lists them`] : []),
  ]
}

/** The blocks stand as they are to be pasted. */
function moveLines(plan: LocatedPlan, page: Page): string[] {
  const text = movesText(plan, mostMoves)
  if (text === undefined) return []
  const blocks = text.split('\n').map((line) => (line === '' ? '' : `    ${line}`))
  return [...under(sentence(movesPhrase(plan, mostMoves)), page), ...blocks]
}

function under(text: string, page: Page, indent = 2): string[] {
  return wrap(text, page.width - indent - 2).map((line) => ' '.repeat(indent) + line)
}
