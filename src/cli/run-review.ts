import { rules } from '../../rules/index.ts'
import { version } from '../app/version.ts'
import { conclude, type Evaluation, noLeave } from '../core/evaluation.ts'
import type { Report } from '../core/report.ts'
import { evaluateChange, type ReviewInput } from '../pipeline.ts'
import type { SqlReader } from '../sql/reader.ts'
import { progress, progressDone } from './output.ts'

type Input = Omit<ReviewInput, 'rules' | 'reader' | 'now' | 'sluiceVersion'>

/** A review to which nobody has granted anything. */
export async function runReview(input: Input, reader: SqlReader): Promise<Report> {
  return conclude(await evaluate(input, reader), noLeave(input.snapshot.clock.today))
}

/** Evaluates with everything the command line supplies: rules, parser, clock. Ends the parser. */
export async function evaluate(input: Input, reader: SqlReader): Promise<Evaluation> {
  try {
    progress(`reviewing ${input.snapshot.changed.length} changed files`)
    const now = () => performance.now()
    return await evaluateChange({ ...input, rules, reader, now, sluiceVersion: version() })
  } finally {
    progressDone()
    // The thread ends while the report is written.
    void reader.close()
  }
}
