import { conclude, type Evaluation, noLeave } from './core/evaluation.ts'
import type { Policy } from './core/policy.ts'
import type { Report } from './core/report.ts'
import { reportPlans } from './core/report-plan.ts'
import { reportRehearsal } from './core/report-rehearsal.ts'
import { riskOf } from './core/risk.ts'
import type { Rule } from './core/rule.ts'
import type { Snapshot } from './core/snapshot.ts'
import type { Statistics } from './core/statistics.ts'
import { changesOf } from './pipeline/changes.ts'
import { coverageOf, unreadOf } from './pipeline/coverage.ts'
import { doubtsOf, failuresOf } from './pipeline/doubts.ts'
import { judge } from './pipeline/judge.ts'
import { model } from './pipeline/model.ts'
import { readDocuments } from './pipeline/read.ts'
import { rehearse, revealed } from './pipeline/rehearse.ts'
import { judgedFindings, locatedChanges, locatedPlans, Places } from './pipeline/report.ts'
import { stopwatch } from './pipeline/stopwatch.ts'
import { survey } from './pipeline/survey.ts'
import { type PlanFile, readTerraform } from './pipeline/terraform.ts'
import { terraformChanges } from './pipeline/terraform-changes.ts'
import { withTableReaders } from './pipeline/terraform-readers.ts'
import { policyPath } from './policy/source.ts'
import type { Rehearser } from './rehearsal/rehearser.ts'
import type { SqlReader } from './sql/reader.ts'
import type { TerraformReader } from './terraform/reading.ts'

export interface ReviewInput {
  readonly snapshot: Snapshot
  readonly policy: Policy
  readonly statistics: Statistics
  readonly rules: readonly Rule[]
  readonly reader: SqlReader
  readonly terraform: TerraformReader
  /** Plans that were made of this change. Left out: none was given, and the report says so; an empty list says that notes tell why. */
  readonly plans?: readonly PlanFile[]
  /** A report of Infracost on these plans. */
  readonly costs?: PlanFile
  /** Where new migrations are tried out; left out: nothing is run. */
  readonly rehearser?: Rehearser
  /** A pull request is compared with what is merged; files named one by one are all taken as newly added. */
  readonly scope: 'pull-request' | 'files'
  /** Server major version that overrules what the policy and the repository say. */
  readonly version?: number
  /** What collecting had to say, for the report's assumptions. */
  readonly notes?: readonly string[]
  /** Milliseconds from any beginning. */
  readonly now: () => number
  readonly sluiceVersion?: string
}

/** A review as the command line does it: nobody has granted anything yet. */
export async function review(input: ReviewInput): Promise<Report> {
  return conclude(await evaluateChange(input), noLeave(input.snapshot.clock.today))
}

/**
 * The path of one pull request: survey, read, model, rehearse, judge. Reads nothing but its input, the parser's answers and what the
 * rehearsal saw.
 */
export async function evaluateChange(input: ReviewInput): Promise<Evaluation> {
  const { snapshot, policy, statistics, rules, reader, scope, plans, costs, notes = [] } = input
  const watch = stopwatch(input.now)

  const found = survey(snapshot, policy, input)
  watch.lap('survey')

  const [{ base, head }, code] = await Promise.all([
    readDocuments(found, policy, reader),
    readTerraform({ snapshot, ...(plans && { plans }), ...(costs && { costs }), reader: input.terraform }),
  ])
  const read = await withTableReaders(code.head, found.head, reader)
  const terraform = { ...code, head: read.documents, assumptions: [...code.assumptions, ...read.notes] }
  watch.lap('read')

  const modelled = model(found, base, head)
  watch.lap('model')

  const rehearsed = await rehearse(found, modelled, { base, head, rehearser: input.rehearser })
  const shown = await revealed(head, rehearsed, reader)
  const project = shown === head ? modelled : model(found, base, shown)
  const coverage = coverageOf(found, { base, head: shown, terraform })
  if (input.rehearser) watch.lap('rehearse')

  const { findings, disproved, undetermined } = judge(found, project, {
    rules,
    policy,
    statistics,
    scope,
    today: snapshot.clock.today,
    unread: unreadOf(found, { base, head: shown, terraform }),
    changed: snapshot.changed,
    policyFiles: snapshot.changed.map(({ path }) => path).filter(isPolicyFile),
    rehearsals: rehearsed.rehearsals,
    baseText: (path) => base.documents.get(path)?.text,
    terraform,
  })
  const places = new Places(snapshot)
  const judged = judgedFindings(findings, rules, policy, places)
  const changes = locatedChanges([...changesOf(found, project), ...terraformChanges(terraform.head)], places)
  watch.lap('judge')

  return {
    format: 1,
    findings: judged,
    changes,
    rehearsal: reportRehearsal({ ...rehearsed, disproved }, places, statistics),
    coverage,
    plans: locatedPlans(reportPlans(terraform.head), places),
    undetermined: places.undetermined(undetermined),
    failures: [...failuresOf(scope, coverage, [base, head]), ...terraform.failures],
    risk: riskOf({ findings: judged, coverage, changes, statistics }),
    policy,
    assumptions: [...found.assumptions, ...terraform.assumptions, ...doubtsOf(project, head), ...notes],
    base: snapshot.base.commit,
    head: snapshot.head.commit,
    versions: { sluice: input.sluiceVersion ?? 'source' },
    timings: watch.timings,
  }
}

/** Where a repository's policy is read from; it may extend files beside it. */
function isPolicyFile(path: string): boolean {
  return path === policyPath || path.startsWith('.github/sluice/')
}
