import { conclude, type Evaluation, noLeave } from './core/evaluation.ts'
import type { Report } from './core/report.ts'
import { reportPlans } from './core/report-plan.ts'
import { reportRehearsal } from './core/report-rehearsal.ts'
import { riskOf } from './core/risk.ts'
import type { Rule } from './core/rule.ts'
import type { Statistics } from './core/statistics.ts'
import { changesOf } from './pipeline/changes.ts'
import { coverageOf, unreadOf } from './pipeline/coverage.ts'
import { doubtsOf, failuresOf } from './pipeline/doubts.ts'
import { judge } from './pipeline/judge.ts'
import { model } from './pipeline/model.ts'
import { type ReadChange, type ReadingInput, readChange } from './pipeline/read-change.ts'
import { rehearse, revealed } from './pipeline/rehearse.ts'
import { judgedFindings, locatedChanges, locatedPlans, Places } from './pipeline/report.ts'
import { stopwatch, summed } from './pipeline/stopwatch.ts'
import { terraformChanges } from './pipeline/terraform-changes.ts'
import { policyPath } from './policy/source.ts'
import type { Rehearser } from './rehearsal/rehearser.ts'

export interface ReviewInput extends ReadingInput {
  readonly statistics: Statistics
  readonly rules: readonly Rule[]
  /** Where new migrations are tried out; left out: nothing is run. */
  readonly rehearser?: Rehearser
  /** What collecting had to say, for the report's assumptions. */
  readonly notes?: readonly string[]
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
  return judgeChange(input, await readChange(input))
}

/** What rules and the rehearsal make of a change that has been read. */
export async function judgeChange(input: ReviewInput, read: ReadChange): Promise<Evaluation> {
  const { snapshot, policy, statistics, rules, reader, scope, notes = [] } = input
  const { survey: found, base, head, terraform, model: modelled } = read
  const watch = stopwatch(input.now)

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
    timings: summed(read.timings, watch.timings),
  }
}

/** Where a repository's policy is read from; it may extend files beside it. */
function isPolicyFile(path: string): boolean {
  return path === policyPath || path.startsWith('.github/sluice/')
}
