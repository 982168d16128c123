import { readFileSync } from 'node:fs'
import type { Report } from '../core/report.ts'
import { parseStatistics, type Statistics } from '../core/statistics.ts'
import { oneLine } from '../render/visible.ts'
import { exit, exitCode, type FailOn, UsageError } from './exit.ts'
import { type Rendering, reason, rendered, write } from './output.ts'

/** What `review` and `lint` have in common. */
export interface ReportOptions extends Rendering {
  readonly policy?: string
  readonly failOn: FailOn
  readonly stats?: string
  /** Files of Terraform plans. */
  readonly plan?: readonly string[]
  /** A report of Infracost on them. */
  readonly infracost?: string
  /** Whether new migrations are tried out. */
  readonly rehearsal: boolean
}

export function readStatistics(file: string | undefined): Statistics {
  if (file === undefined) return {}
  const statistics = parseStatistics(readText(file, 'statistics'))
  if ('problem' in statistics) {
    throw new UsageError(
      `${oneLine(file)} is no export of table statistics: ${String(statistics.problem)}.`,
      'Make one with the query that `sluice explain --stats` prints.',
    )
  }
  return statistics
}

/** A file the user named, as text. */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(
      `The ${what} file ${oneLine(file)} cannot be read: ${reason(error)}.`,
      'Check its name and permissions.',
    )
  }
}

/** Prints a report where the options say and gives the exit code of its verdict, or of an opinion that blocks by policy. */
export async function publish(report: Report, options: ReportOptions): Promise<number> {
  await write(await rendered(report, options), options.output)
  const { decision, opinion } = report
  const ofOpinion =
    opinion?.verdict === 'block' && !opinion.isShadow ? exitCode('block', options.failOn) : exit.ok
  return exitCode(decision.verdict, options.failOn) || ofOpinion
}
