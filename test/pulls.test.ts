import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { conclude, type Evaluation, type Leave, noLeave } from '../src/core/evaluation.ts'
import type { Report } from '../src/core/report.ts'
import type { Rehearser } from '../src/rehearsal/rehearser.ts'
import { renderCheckRun } from '../src/render/check-run.ts'
import { renderJson } from '../src/render/json.ts'
import { renderMarkdown } from '../src/render/markdown.ts'
import { openSqlReader } from '../src/sql/reader.ts'
import { outcomeOf } from './pulls/outcome.ts'
import { evaluateScenario, reviewScenario } from './pulls/review-scenario.ts'
import { type Scenario, scenarios } from './pulls/scenario.ts'
import { openInProcess } from './rehearsal/in-process.ts'

// Whole pull requests with the report they get. SLUICE_UPDATE_EXPECTED=1 writes what the reviews come to now: read every line of that
// diff and ask whether the developer, the reviewer and the admin of this pull request would agree with it.

const updating = process.env.SLUICE_UPDATE_EXPECTED === '1'
const reader = openSqlReader()
const another = openSqlReader()
let rehearser: Rehearser
beforeAll(async () => {
  rehearser = await openInProcess()
}, 60_000)
afterAll(async () => {
  await Promise.all([reader.close(), another.close(), rehearser?.close()])
})

test.each(scenarios())('$name', async (scenario) => {
  const tried = scenario.isRehearsed ? rehearser : undefined
  const evaluation = await evaluateScenario(scenario, reader, tried)
  const report = conclude(evaluation, noLeave(scenario.today))
  expectKept(evaluation, scenario.today)
  const again = await reviewScenario(scenario, another, tried)
  expect(renderJson(again), 'the same commits in another repository').toBe(renderJson(report))
  expect(renderMarkdown(again), 'the same commits in another repository').toBe(renderMarkdown(report))
  expectOutcome(scenario, 'expected', report)
})

test.each(scenarios().filter(({ isRehearsed }) => isRehearsed))(
  'without a rehearsal $name comes to another verdict or for other reasons',
  async (scenario) => {
    const report = await reviewScenario(scenario, reader)
    expectOutcome(scenario, 'expected.without-rehearsal', report)
    expect(outcomeOf(report)).not.toBe(readFileSync(join(scenario.folder, 'expected.yml'), 'utf8'))
  },
)

function expectOutcome(scenario: Scenario, name: string, report: Report): void {
  const outcome = outcomeOf(report)
  expect(() => load(outcome)).not.toThrow()
  expectText(scenario, `${name}.yml`, outcome)
  expectText(scenario, `${name}.md`, renderMarkdown(report, { timings: false }))
}

/** Read back from where it was kept, an evaluation decides alike, whatever was granted meanwhile. */
function expectKept(evaluation: Evaluation, today: string): void {
  const kept: Evaluation = JSON.parse(JSON.stringify(evaluation))
  expect(kept).toStrictEqual(evaluation)
  const days = { grantedOn: today, until: today, baseRef: 'main' }
  const granted = evaluation.findings
    .filter((_, i) => i % 2 === 0)
    .map(({ fingerprint }) => ({ fingerprint, by: 'ada', reason: 'agreed', ...days }))
  const approvals = [{ login: 'ada', teams: [] }]
  const leaves: Leave[] = [
    noLeave(today),
    { ...noLeave(today), waivers: granted, approvals, baseRef: 'main' },
    { ...noLeave(today), dismissals: granted, unknownApprovals: 'The team cannot be seen.' },
  ]
  for (const leave of leaves) {
    const [report, again] = [conclude(evaluation, leave), conclude(kept, leave)]
    expect(renderJson(again)).toBe(renderJson(report))
    expect(renderMarkdown(again)).toBe(renderMarkdown(report))
    expect(renderCheckRun(again)).toEqual(renderCheckRun(report))
  }
}

function expectText({ folder }: Scenario, file: string, text: string): void {
  const path = join(folder, file)
  if (updating) writeFileSync(path, text)
  else expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined, path).toBe(text)
}
