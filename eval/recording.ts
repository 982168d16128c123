import { unescapeQuote } from '../src/review/prompts/escape.ts'
import type { Outcome } from './outcome.ts'
import { claimIn, type Recorded } from './recorded.ts'

/** What a model answered about a case, in the form in which it can be answered again. Calls that failed are not in it. */
export function recordingOf({ calls }: Pick<Outcome, 'calls'>): Recorded {
  const answered = calls.filter(({ outcome }) => outcome === 'answered')
  const of = (purpose: 'find' | 'refute' | 'remedy') =>
    answered
      .filter((call) => call.purpose === purpose)
      .map(({ question, request, answer }) => ({ question, request, answer: JSON.parse(answer) as object }))
  return {
    find: Object.fromEntries(of('find').map(({ question, answer }) => [question, answer])),
    refute: of('refute').map(({ request, answer }) => ({
      title: unescapeQuote(claimIn(request.question)),
      ...(answer as { readonly upheld: boolean; readonly reason: string }),
    })),
    remedy: Object.fromEntries(of('remedy').map(({ question, answer }) => [question, answer])),
    planted: [],
  }
}
