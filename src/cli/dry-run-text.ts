import type { ReviewSetting } from '../core/policy.ts'
import { visible } from '../render/visible.ts'
import { count } from '../render/words.ts'
import type { Asking } from '../review/model.ts'
import { systemOf } from '../review/prompts/system.ts'
import type { Prepared } from '../review/question.ts'
import { tokensIn } from '../review/tokens.ts'
import type { Wanted } from './dry-run-models.ts'

/** For people: a summary, then every block that requests share, once, then what each holds of its own, then the form of what follows a finding. */
export function dryRunText(
  wanted: readonly Wanted[],
  { notRead, project, idle = [] }: Prepared,
  setting: Pick<ReviewSetting, 'share' | 'shadow'>,
): string {
  const left = [...notRead.map((phrase) => `not sent: ${phrase}`), ...idle.map((phrase) => `note: ${phrase}`)]
  if (wanted.length === 0)
    return visible(['Nothing of this change is a question for a model.', ...left, ''].join('\n'))
  return visible(
    [
      ...[...summary(wanted, setting), ...left, ''],
      ...sharedBlocks(wanted),
      ...wanted.map(requestText),
      ...refuting(project),
    ].join('\n'),
  )
}

function summary(
  wanted: readonly Wanted[],
  { share, shadow }: Pick<ReviewSetting, 'share' | 'shadow'>,
): string[] {
  const finding = wanted.filter(({ asking }) => asking.purpose !== 'remedy').length
  const more = finding > 0 ? ' (and one more for every finding)' : ''
  return [
    `${count(wanted.length, 'question')}${more} would be sent; --format json prints their bodies.`,
    `review.share is ${share}.`,
    ...(shadow
      ? ['review.shadow is on: the App would send this; on the command line nothing is asked.']
      : []),
    ...wanted.map(({ id, asking, chosen }) => {
      const prefix = asking.system.reduce((sum, { text }) => sum + tokensIn(text), 0)
      const usd = chosen.mostUsd === undefined ? '' : `, at most $${chosen.mostUsd.toFixed(3)}`
      return `  ${id}: ${chosen.model}, about ${tokensIn(asking.question)} tokens beyond the shared ${prefix}, at most ${asking.mostOutputTokens} out${usd}`
    }),
  ]
}

const names = ['the handbook', 'the task', 'the project']

const nameOf = ({ purpose }: Pick<Asking, 'purpose'>, i: number) =>
  i === 1 ? `the task \`${purpose}\`` : (names[i] ?? `block ${i + 1}`)

/** In the order in which they first occur. */
function sharedBlocks(wanted: readonly Wanted[]): string[] {
  const all = wanted.flatMap(({ asking }) =>
    asking.system.map(({ text, keep }, i) => ({ name: nameOf(asking, i), text, keep })),
  )
  const first = all.filter((one, i) => all.findIndex(({ text }) => text === one.text) === i)
  return first.map(({ name, text, keep }) => `--- shared: ${name} (cached ${keep}) ---\n${text}\n`)
}

function requestText({ id, asking, chosen }: Wanted): string {
  const before = asking.system.map((_, i) => nameOf(asking, i)).join(', ')
  return [
    `=== ${id} · ${asking.purpose} · tier ${asking.tier} · ${chosen.model} · at most ${asking.mostOutputTokens} tokens out ===`,
    `--- system: ${before}, as above ---`,
    '--- question ---',
    asking.question,
    '',
  ].join('\n')
}

/** What follows an answer cannot be shown before there is one. */
function refuting(project: string): string[] {
  const task = systemOf('refute', project)[1]?.text ?? ''
  return [
    '=== for every finding · refute · the tier of its question ===',
    '--- system: the handbook, the task `refute`, the project ---',
    task,
    '--- question ---',
    '(of the elements above: `hunks` and `statements` around the quoted lines, `changes`, `relations`, `dependents`, `properties`, `neighbours`, `rehearsal`, `plan`;',
    'then `claim`: lines, category, severity, subject, title, consequence and quoted lines of the finding, literals replaced as above)',
    'Try to refute the claim in `claim`.',
    '',
  ]
}
