import type { LocatedPlan } from '../core/report.ts'
import type { ReportedDifference, ReportedDrift } from '../core/report-plan.ts'
import { planReasonText } from '../core/terraform/plan-reasons.ts'
import { join, type Phrase } from './phrase.ts'
import { cutTo } from './visible.ts'

// What a plan changes of a resource, and why, in the words of every format.

const mostDifferences = 2

/** Why it happens to a resource, or what of it changes: what forces a replacement first. */
export function whyPhrase(row: LocatedPlan['resources'][number]): Phrase {
  const { outcome, differences, previousAddress, importing } = row
  const forcing = differences.filter(({ forces }) => forces)
  const isForced = outcome === 'replaced' && forcing.length > 0
  const told = isForced ? forcing : differences.toSorted((one, other) => tagsLast(one) - tagsLast(other))
  const changed = listedDifferences(told)
  const reason = planReasonText(row.reason)
  const parts: Phrase[] = [
    ...(previousAddress === undefined ? [] : [['was ', { code: previousAddress }]]),
    ...(importing && outcome !== 'imported' ? [['imported']] : []),
    ...(changed.length > 0 ? [[...(isForced ? ['forced by '] : []), ...changed]] : []),
    ...(reason !== undefined && forcing.length === 0 ? [[reason]] : []),
  ]
  return join(parts, ' · ')
}

const tagsLast = ({ path }: ReportedDifference) => (/^(?:tags|labels)(?:_all)?\b/.test(path) ? 1 : 0)

type Difference = Pick<ReportedDifference, 'path' | 'before' | 'after'>

function listedDifferences(differences: readonly Difference[], unknown?: string): Phrase {
  const shown = differences.slice(0, mostDifferences).map((one) => differencePhrase(one, unknown))
  const left = differences.length - shown.length
  return join(left > 0 ? [...shown, [`+${left}`]] : shown, ' · ')
}

/** `instance_class` "db.r6g.large" → "db.r6g.xlarge"; of documents only that they change. */
function differencePhrase({ path, before, after }: Difference, unknown = 'known after apply'): Phrase {
  if (isDocument(before) && isDocument(after)) return [{ code: path }, ' changed']
  if (before === masked && after === masked) return [{ code: path }, ` ${masked} changed`]
  return [{ code: path }, ' ', valuePart(before, 'not known'), ' → ', valuePart(after, unknown)]
}

const masked = '(sensitive)'
const words: ReadonlySet<string> = new Set(['not set', masked])

/** JSON and texts of several lines, as values in quotes: nobody reads their beginning. */
const isDocument = (value: string) => /^"\s*(?:[[{]|.*\\n)/.test(value)

/** Values stand as code; texts among them are in quotes, so that our own words cannot be mistaken for one. */
function valuePart(value: string, unknown: string): Phrase[number] {
  if (words.has(value)) return value
  if (isDocument(value)) return 'a document'
  return value === 'not known' ? unknown : { code: cutTo(value, 60) }
}

export function driftPhrase({ address, gone, differences }: ReportedDrift): Phrase {
  if (gone) return [{ code: address }, ' was deleted']
  return [{ code: address }, ' ', ...listedDifferences(differences, 'not known')]
}
