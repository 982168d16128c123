import { rules } from '../../rules/index.ts'
import { policyFrom } from '../../src/cli/local-policy.ts'
import type { Evaluation } from '../../src/core/evaluation.ts'
import { conclude, noLeave } from '../../src/core/evaluation.ts'
import type { Report } from '../../src/core/report.ts'
import { collect } from '../../src/git/collect.ts'
import { wanted, wantedBeside } from '../../src/pipeline/wanted.ts'
import { evaluateChange, type ReviewInput } from '../../src/pipeline.ts'
import { isPolicyPath } from '../../src/policy/source.ts'
import type { Rehearser } from '../../src/rehearsal/rehearser.ts'
import type { SqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'
import { type Files, repositoryOf } from '../git/scratch.ts'
import type { Scenario } from './scenario.ts'

// Its thread keeps no process alive, and starts only when there is Terraform to read.
const terraform = openTerraformReader()

/** Commits a scenario to a repository of its own and reviews it as `sluice review` does, with a clock that stands still. */
export async function reviewScenario(
  scenario: Scenario,
  reader: SqlReader,
  rehearser?: Rehearser,
): Promise<Report> {
  return conclude(await evaluateScenario(scenario, reader, rehearser), noLeave(scenario.today))
}

/** The same before anything was decided. */
export async function evaluateScenario(
  scenario: Scenario,
  reader: SqlReader,
  rehearser?: Rehearser,
): Promise<Evaluation> {
  return evaluateChange(await scenarioInput(scenario, reader, rehearser))
}

/** All that such a review reads. */
async function scenarioInput(
  scenario: Scenario,
  reader: SqlReader,
  rehearser?: Rehearser,
): Promise<ReviewInput> {
  const collected = await collect({
    repository: repositoryWith(scenario),
    base: 'main',
    head: 'change',
    wanted,
    wantedBeside,
    policyPaths: isPolicyPath,
    today: scenario.today,
  })
  if (!collected.ok) throw new Error(collected.error.message)
  const { snapshot, policyTree, notes } = collected.value
  return {
    snapshot,
    policy: await policyFrom(policyTree),
    statistics: scenario.statistics,
    rules,
    reader,
    terraform,
    plans: scenario.plans ?? [],
    ...(rehearser && { rehearser }),
    scope: 'pull-request',
    notes,
    now: () => 0,
  }
}

/** The merged state on `main`, the pull request as one commit on `change`. */
function repositoryWith({ base, head }: Scenario): string {
  const gone = Object.keys(base).filter((path) => !Object.hasOwn(head, path))
  const change: Files = { ...head, ...Object.fromEntries(gone.map((path) => [path, null])) }
  return repositoryOf([
    { branch: 'main', files: base },
    { branch: 'change', from: 'main', files: change },
  ])
}
