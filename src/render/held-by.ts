import type { CheckRunOutput } from './check-run.ts'
import { code } from './escape.ts'
import { clip, cutTo, oneLine } from './visible.ts'

/** Another pull request whose head is the same commit, and what its check comes to. */
export interface Holder {
  readonly number: number
  readonly baseRef: string
  readonly outcome: Pick<CheckRunOutput, 'conclusion' | 'title'>
}

/** The check run of a commit that may not be merged for the sake of another pull request. */
export function heldBy(own: CheckRunOutput, { number, baseRef, outcome }: Holder): CheckRunOutput {
  const why =
    `**This commit is the head of #${number} too**, to ${code(clip(baseRef, 60))}. A check belongs to the commit, ` +
    'so it shows the gravest of their outcomes.'
  return {
    ...own,
    conclusion: outcome.conclusion,
    title: cutTo(oneLine(`Held by #${number}: ${outcome.title}`), 200),
    summary: `${why}\n\n${own.summary}`,
  }
}
