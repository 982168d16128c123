import { readFileSync } from 'node:fs'
import { modelConfiguration } from '../anthropic/configuration.ts'
import { openModel } from '../anthropic/open-model.ts'
import { conclude, type Evaluation, noLeave } from '../core/evaluation.ts'
import type { Opinion } from '../core/opinion.ts'
import type { Report } from '../core/report.ts'
import { ask } from '../pipeline/ask.ts'
import { prepare } from '../pipeline/prepare.ts'
import { openProving } from '../pipeline/prove.ts'
import { readChange } from '../pipeline/read-change.ts'
import { judgeChange, type ReviewInput } from '../pipeline.ts'
import { oneLine, visible } from '../render/visible.ts'
import { strictest } from '../review/budget.ts'
import type { Memory } from '../review/journal.ts'
import { journalInMemory } from '../review/journal-in-memory.ts'
import type { Prepared } from '../review/question.ts'
import { reviewSettingOf } from '../review/setting.ts'
import { openSharing } from '../review/share/open-sharing.ts'
import { opinionWithout } from '../review/without.ts'
import { progress } from './output.ts'

/** A run of the command line remembers nothing of earlier ones. */
export const firstRound: Memory = { round: 1, earlier: [] }

/** The report of a change with what a model says of it, as `--ai` asks for. */
export async function reportWithOpinion(input: ReviewInput): Promise<Report> {
  const asked = await readyToAsk(input)
  const opinion = 'problem' in asked ? without(input, asked.problem) : await opinionOn(input, asked)
  return conclude(asked.evaluation, noLeave(input.snapshot.clock.today), opinion)
}

export interface ReadyToAsk {
  readonly evaluation: Evaluation
  readonly prepared: Prepared
}

/** The change judged, and what it asks; or why nothing is asked, as a sentence. */
export async function readyToAsk(
  input: ReviewInput,
): Promise<ReadyToAsk | { readonly evaluation: Evaluation; readonly problem: string }> {
  const read = await readChange(input)
  const evaluation = await judgeChange(input, read)
  const { share, exclude } = reviewSettingOf(input.policy)
  if (share === 'off')
    return { evaluation, problem: 'The policy shares nothing with a model (`review.share` is `off`).' }
  const prepared = prepare({ read, input, evaluation, memory: firstRound }, openSharing({ share, exclude }))
  return { evaluation, prepared }
}

/** Nothing is recorded here: to ask would cost, and nobody would ever see what for. */
const onlyTheApp =
  'The policy has the model in shadow mode (`review.shadow`), which only the App records: nothing was asked.'

async function opinionOn(input: ReviewInput, { evaluation, prepared }: ReadyToAsk): Promise<Opinion> {
  if (reviewSettingOf(input.policy).shadow) return without(input, onlyTheApp)
  const configured = modelConfiguration(process.env, (path) => readFileSync(path, 'utf8'))
  // What rules say is not held up by it.
  if (!configured.ok) return unusable(input, configured.problems)
  const { configuration } = configured
  if (!configuration) return without(input, noKey)
  if (prepared.questions.length === 0)
    return opinionWithout(circumstances(input), { status: 'complete', problems: [] })
  progress(`asking about ${prepared.questions.map(({ title }) => title).join(', ')}`)
  const setting = reviewSettingOf(input.policy)
  const opinion = await ask({
    ...{ prepared, setting, memory: firstRound },
    ...{
      model: openModel(configuration),
      journal: journalInMemory(strictest(setting.budget, configuration.budget)),
    },
    modelUnavailable: input.policy.on.modelUnavailable,
    prove: openProving(input),
    signal: new AbortController().signal,
    firstNumber: evaluation.findings.length + 1,
    now: input.now,
  })
  // It is cut short by its signal alone.
  if (!opinion) throw new Error('the opinion was cut short by nobody')
  return opinion
}

const noKey =
  'There is no key: set ANTHROPIC_API_KEY or ANTHROPIC_API_KEY_FILE, and SLUICE_MODELS (docs/model.md).'

const circumstances = ({ policy }: ReviewInput) => ({
  setting: reviewSettingOf(policy),
  memory: firstRound,
  modelUnavailable: policy.on.modelUnavailable,
})

function unusable(input: ReviewInput, problems: readonly string[]): Opinion {
  process.stderr.write(visible(`sluice: no model is asked.\n${problems.join('\n')}\n`))
  return without(input, oneLine(problems[0] ?? 'The model is not configured.'))
}

const without = (input: ReviewInput, problem: string): Opinion =>
  opinionWithout(circumstances(input), { status: 'not-asked', problems: [problem] })
