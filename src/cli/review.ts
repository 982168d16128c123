import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { today } from '../app/today.ts'
import type { Report } from '../core/report.ts'
import { collect } from '../git/collect.ts'
import { type TableSizes, tableSizes } from '../pipeline/table-sizes.ts'
import { wanted, wantedBeside, wantedToAsk } from '../pipeline/wanted.ts'
import { belongsToPolicy } from '../policy/source.ts'
import type { SqlReader } from '../sql/reader.ts'
import { exit, UsageError } from './exit.ts'
import { localPolicy, policyFrom } from './local-policy.ts'
import { publish, type ReportOptions, readStatistics } from './options.ts'
import { progress, write } from './output.ts'
import { givenPlans, readCosts } from './plans.ts'
import { type RunInput, runReview, withMeans } from './run-review.ts'

export interface ReviewOptions extends ReportOptions {
  readonly repo: string
  readonly base?: string
  readonly head: string
  /** A second opinion is asked for. */
  readonly ai?: true
  /** It is only shown what would be sent. */
  readonly dryRun?: true
}

/** `sluice review`: the commits of a branch, judged by the policy of the branch it is merged into. */
export async function reviewCommand(options: ReviewOptions, parser: SqlReader): Promise<number> {
  progress('reading the repository')
  const collected = await collect({
    repository: options.repo,
    base: options.base,
    head: options.head,
    wanted,
    wantedBeside: options.ai ? wantedToAsk : wantedBeside,
    policyPaths: belongsToPolicy,
    today: today(),
  })
  if (!collected.ok) throw new UsageError(collected.error.message, collected.error.next)
  const { snapshot, policyTree, notes } = collected.value
  const policy = await (options.policy === undefined ? policyFrom(policyTree) : localPolicy(options.policy))
  const sizes = options.stats === undefined ? tableSizes(policy, policyTree) : given(options.stats)
  const input = {
    snapshot,
    policy,
    statistics: sizes.statistics,
    ...givenPlans(options.plan, options.repo),
    ...readCosts(options.infracost),
    scope: 'pull-request' as const,
    rehearsal: options.rehearsal,
    notes: [...notes, ...sizes.notes],
  }
  if (options.dryRun) return showDryRun(input, parser, options)
  const report = options.ai ? await withOpinion(input, parser) : await runReview(input, parser)
  return publish(report, { ...options, ...root(options.repo) })
}

async function withOpinion(input: RunInput, parser: SqlReader): Promise<Report> {
  const { reportWithOpinion } = await import('./opinion.ts')
  return withMeans(input, parser, reportWithOpinion)
}

async function showDryRun(input: RunInput, parser: SqlReader, options: ReviewOptions): Promise<number> {
  const { ai, format, output } = options
  if (!ai) throw new UsageError('--dry-run goes with --ai.', 'It shows what --ai would send.')
  if (format !== 'terminal' && format !== 'json')
    throw new UsageError(`--dry-run has no format ${format}.`, 'There are terminal and json.')
  const { dryRun } = await import('./dry-run.ts')
  const form = format === 'json' ? 'json' : 'text'
  await write(await withMeans(input, parser, (given) => dryRun(given, form)), output)
  return exit.ok
}

const given = (stats: string): TableSizes => ({ statistics: readStatistics(stats), notes: [] })

/** The report's paths start at the top of the repository; inside it, or in a bare one, there is nothing to link to. */
function root(repository: string): { readonly root?: string } {
  return existsSync(join(repository, '.git')) ? { root: resolve(repository) } : {}
}
