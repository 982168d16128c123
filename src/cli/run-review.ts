import { rules } from '../../rules/index.ts'
import { version } from '../app/version.ts'
import { conclude, type Evaluation, noLeave } from '../core/evaluation.ts'
import type { Report } from '../core/report.ts'
import { evaluateChange, type ReviewInput } from '../pipeline.ts'
import type { SqlReader } from '../sql/reader.ts'
import { openTerraformReader } from '../terraform/reader.ts'
import { progress, progressDone } from './output.ts'
import { rehearserFor } from './rehearser.ts'

export type RunInput = Omit<
  ReviewInput,
  'rules' | 'reader' | 'terraform' | 'rehearser' | 'now' | 'sluiceVersion'
> & {
  /** Whether new migrations are tried out. */
  readonly rehearsal: boolean
}

/** A review to which nobody has granted anything. */
export async function runReview(input: RunInput, reader: SqlReader): Promise<Report> {
  return conclude(await evaluate(input, reader), noLeave(input.snapshot.clock.today))
}

/** Evaluates with everything the command line supplies. */
export function evaluate(input: RunInput, reader: SqlReader): Promise<Evaluation> {
  return withMeans(input, reader, evaluateChange)
}

/** Works with everything the command line supplies: rules, parser, a place to try migrations, clock. Ends the parser. */
export async function withMeans<T>(
  input: RunInput,
  reader: SqlReader,
  work: (given: ReviewInput) => Promise<T>,
): Promise<T> {
  const rehearser = rehearserFor(input)
  const terraform = openTerraformReader()
  try {
    progress(`reviewing ${input.snapshot.changed.length} changed files`)
    const now = () => performance.now()
    const given = { rules, reader, terraform, ...(rehearser && { rehearser }) }
    return await work({ ...input, ...given, now, sluiceVersion: version() })
  } finally {
    progressDone()
    // The threads end while the report is written.
    void reader.close()
    void terraform.close()
    await rehearser?.close()
  }
}
