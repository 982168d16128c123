import { rules } from '../../rules/index.ts'
import type { Report } from '../core/report.ts'
import { type ReviewInput, review } from '../pipeline.ts'
import type { SqlReader } from '../sql/reader.ts'
import { progress, progressDone } from './output.ts'
import { version } from './version.ts'

/** Runs a review with everything the command line supplies: rules, parser, clock. Ends the parser. */
export async function runReview(
  input: Omit<ReviewInput, 'rules' | 'reader' | 'now' | 'sluiceVersion'>,
  reader: SqlReader,
): Promise<Report> {
  try {
    progress(`reviewing ${input.snapshot.changed.length} changed files`)
    return await review({ ...input, rules, reader, now: () => performance.now(), sluiceVersion: version() })
  } finally {
    progressDone()
    // The thread ends while the report is written.
    void reader.close()
  }
}
