import { openRehearser } from '../app/open-rehearser.ts'
import { rehearsalFrom } from '../app/rehearsal-configuration.ts'
import type { RehearsalRequest } from '../core/rehearsal.ts'
import type { Rehearser } from '../rehearsal/rehearser.ts'
import { UsageError } from './exit.ts'
import { progress } from './output.ts'

/** Where new migrations are tried, as options and environment say; undefined for nowhere. Starts with the first migration to try. */
export function rehearserFor({ rehearsal }: { readonly rehearsal: boolean }): Rehearser | undefined {
  const { rehearsal: wanted, problems } = rehearsalFrom(process.env)
  const [problem] = problems
  if (problem !== undefined) throw new UsageError(problem, '--no-rehearsal does without.')
  const { place } = wanted
  if (!rehearsal || place === 'off') return undefined
  const opening = { place, limits: wanted, spare: false }
  let opened: Promise<Rehearser> | undefined
  return {
    async rehearse(request) {
      progress(doing(request))
      opened ??= openRehearser({ ...opening, onUnavailable: unavailable })
      return (await opened).rehearse(request)
    },
    async close() {
      // One that could not be opened has nothing to close.
      await opened?.then(
        (one) => one.close(),
        () => undefined,
      )
    },
  }
}

function doing({ base, files }: RehearsalRequest): string {
  const merged = base.length === 0 ? '' : `, after ${base.length} merged`
  return `rehearsing ${files.length === 1 ? 'a migration' : `${files.length} migrations`}${merged}`
}

/** The operator of the command line is its user: a server that cannot be used is a mistake in what was set. */
function unavailable({ message, next }: { readonly message: string; readonly next: string }): void {
  process.stderr.write(`sluice: nothing is rehearsed: ${message}.\n${next}\n`)
}
