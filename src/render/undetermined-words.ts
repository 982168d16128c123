import type { LocatedUndetermined, Report } from '../core/report.ts'
import { join, type Phrase } from './phrase.ts'
import { count } from './words.ts'

// Where rules cannot tell, in the words of every format: neither reported nor cleared.

/** `3 rules could not tell`; undefined where all could. */
export function undeterminedText({ undetermined }: Report): string | undefined {
  const rules = new Set(undetermined.map(({ ruleId }) => ruleId)).size
  return rules === 0 ? undefined : `${count(rules, 'rule')} could not tell`
}

const mostRules = 3

/** One phrase for each subject and reason, with the rules that it keeps from telling. */
export function undeterminedPhrases({ undetermined }: Report): Phrase[] {
  const groups = Map.groupBy(undetermined, ({ subject, reason, path }) =>
    JSON.stringify([path, subject.name, reason]),
  )
  return [...groups.values()].map(groupPhrase)
}

function groupPhrase(group: readonly LocatedUndetermined[]): Phrase {
  const [first] = group
  if (!first) return []
  const rules = [...new Set(group.map(({ ruleId }) => ruleId))]
  const shown = rules.slice(0, mostRules).map((rule): Phrase => [{ code: rule }])
  const left = rules.length - shown.length
  const place = first.path === '' ? [] : [' (', { code: `${first.path}:${first.lines.startLine}` }, ')']
  return [
    { code: first.subject.name },
    ...place,
    ': ',
    { text: first.reason },
    ' · ',
    ...join(left > 0 ? [...shown, [`${left} more`]] : shown, ', '),
  ]
}
