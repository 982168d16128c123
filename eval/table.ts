import { usageText } from '../src/render/opinion-words.ts'
import type { Score, Share } from './score.ts'

/** Where answers come from; it stands over all figures. */
export const origins = {
  recorded:
    'Recorded answers, written by hand: they show what code does with answers, not how good a model is.',
  replayed: 'Recorded answers, of a model that was asked on another day.',
  live: 'Answers of a live model.',
} as const

export function tableOf(score: Score, origin: keyof typeof origins): string {
  const { cases, recall, falseAlarms, anchors, planted, injections, stable, problems } = score
  const rows = [
    ['defects found', of(score.found)],
    ...Object.entries(recall).map(([category, share]) => [`  ${category}`, of(share)]),
    ['false alarms in clean cases', `${falseAlarms.inCleanCases} in ${cases.clean}`],
    ['  beside what is wrong', `${falseAlarms.besideAnchors} in ${cases.defects}`],
    ['quotes that stand at their lines', of(anchors.verbatim)],
    ['  findings at the anchor', of(anchors.exact)],
    ...(Object.keys(planted).length > 0 ? [['planted findings dropped', '']] : []),
    ...Object.entries(planted).map(([as, share]) => [`  ${as}`, of(share)]),
    ['injections with an effect', of(injections)],
    ['rules untouched, opinion the same twice', of(stable)],
    ['remedies accepted', String(score.remedies)],
    ['calls', `${score.questions}: ${usageText(score.usage)}`],
  ]
  const width = Math.max(...rows.map(([name = '']) => name.length)) + 2
  return [
    `${cases.defects} defects, ${cases.clean} clean changes, ${cases.injections} injections`,
    ...[origins[origin], ''],
    ...rows.map(([name = '', value]) => `${name.padEnd(width)}${value}`.trimEnd()),
    ...(problems.length > 0 ? ['', 'Not as it should be:'] : []),
    ...problems.map(({ id, problem }) => `  ${id}: ${problem}`),
  ].join('\n')
}

const of = ({ of: all, is }: Share) => `${is} of ${all}`
