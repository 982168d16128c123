import type { LocatedPlan, Report } from '../core/report.ts'
import { sentence } from './html-phrase.ts'
import { asText, code } from './html-text.ts'
import { driftPhrase, whyPhrase } from './plan-differences.ts'
import {
  amountsText,
  leftOf,
  losesData,
  movesPhrase,
  movesText,
  type PlannedRow,
  placePhrase,
  planAsides,
  planCautions,
  planCountsText,
  planName,
  planSigns,
} from './plan-words.ts'
import { undeterminedPhrases, undeterminedText } from './undetermined-words.ts'
import { visible } from './visible.ts'
import { count } from './words.ts'

// What Terraform plans do, on the page: every resource that the report lists.

export function plansHtml({ plans }: Report): string {
  return plans.map(planHtml).join('')
}

/** Where rules could not tell; folded. */
export function undeterminedHtml(report: Report): string {
  const text = undeterminedText(report)
  if (text === undefined) return ''
  const items = undeterminedPhrases(report).map((phrase) => `<li>${sentence(phrase)}</li>`)
  return `<details><summary>${text}, because a value is not known <span class="count">${items.length}</span></summary><ul>${items.join('')}</ul></details>`
}

function planHtml(plan: LocatedPlan): string {
  const left = amountsText(leftOf(plan, plan.resources))
  const parts = [
    `<h2>Terraform plan ${sentence(planName(plan))} <span class="count">${planCountsText(plan)}</span></h2>`,
    ...planCautions(plan).map((caution) => `<p class="caution">${sentence(caution)}</p>`),
    plan.resources.length > 0 ? tableHtml(plan.resources) : '',
    left === '' ? '' : `<p>and ${left}</p>`,
    ...planAsides(plan).map((phrase) => `<p>${sentence(phrase)}</p>`),
    driftHtml(plan),
    movesHtml(plan),
  ]
  return `<section>${parts.join('')}</section>`
}

function tableHtml(rows: readonly PlannedRow[]): string {
  const head = '<tr><th></th><th>resource</th><th></th><th>code</th></tr>'
  return `<div class="wide"><table class="plan"><thead>${head}</thead><tbody>${rows.map(rowHtml).join('')}</tbody></table></div>`
}

function rowHtml(row: PlannedRow): string {
  const { outcome, address } = row
  const isLoss = losesData(row)
  const cells = [
    `<span class="sign">${planSigns[outcome]}</span> ${outcome}`,
    `${code(address)}${isLoss ? ' <b>holds data</b>' : ''}`,
    sentence(whyPhrase(row)),
    sentence(placePhrase(row)),
  ]
  return `<tr${isLoss ? ' class="loss"' : ''}>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function driftHtml({ drift, moreDrift }: LocatedPlan): string {
  if (drift.length === 0) return ''
  const items = drift.map((one) => `<li>${sentence(driftPhrase(one))}</li>`)
  const more = moreDrift > 0 ? `<li>and ${count(moreDrift, 'more resource')}</li>` : ''
  return `<p>Changed outside Terraform since the last apply:</p><ul>${items.join('')}${more}</ul>`
}

function movesHtml(plan: LocatedPlan): string {
  const text = movesText(plan, plan.moves.length)
  if (text === undefined) return ''
  const lead = sentence(movesPhrase(plan, plan.moves.length))
  return `<p>${lead}</p><pre>${asText(visible(text))}</pre>`
}
