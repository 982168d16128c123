import { rules } from '../../rules/index.ts'
import { policyFrom } from '../../src/cli/local-policy.ts'
import { emptyTree, type Tree } from '../../src/core/snapshot.ts'
import type { PlanFile } from '../../src/pipeline/terraform.ts'
import { review } from '../../src/pipeline.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'
import { codeOf } from './code.ts'
import { monolithOf } from './monolith.ts'
import { codeOfPlan, planOf } from './plan.ts'

// Run as a process of its own: one piece of work, timed, with the memory that the process had at most.

const [work = '', size = '0'] = process.argv.slice(2)
const works: Readonly<Record<string, (size: number) => Promise<number>>> = {
  stacks: (count) => read(codeOf(count)),
  monolith: (count) => read(monolithOf(count)),
  'stacks-judged': (count) => judgeCode(codeOf(count)),
  'monolith-judged': (count) => judgeCode(monolithOf(count)),
  plan,
  'plan-judged': judgePlan,
}
const milliseconds = await works[work]?.(Number(size))
const { maxRSS, userCPUTime } = process.resourceUsage()
process.stdout.write(
  JSON.stringify({ milliseconds, megabytes: maxRSS / 1024, computed: userCPUTime / 1000 }),
  () => process.exit(),
)

type Texts = ReadonlyMap<string, string>

/** Parses and evaluates code. */
async function read(head: Texts): Promise<number> {
  return timed(async () => {
    const tree = { base: new Map(), head, changed: new Set(head.keys()) }
    const { configurations, failures } = (await openTerraformReader().read(tree)).head
    const problems = configurations.flatMap((configuration) => configuration.problems)
    const resources = configurations.flatMap((configuration) => configuration.resources)
    if (problems.length > 0 || failures.size > 0 || resources.length < head.size * 2)
      throw new Error(`not everything was read: ${JSON.stringify(problems.slice(0, 5))}`)
  })
}

function judgeCode(texts: Texts): Promise<number> {
  return judge(texts, texts.has('live/main.tf') ? 'terraform/s3-versioning' : 'terraform/rds-public-access')
}

async function judgePlan(megabytes: number): Promise<number> {
  const plans = [{ name: 'plan.json', text: planOf(megabytes) }]
  return judge(new Map([['main.tf', codeOfPlan]]), 'plan/replace-stateful', plans)
}

/** The whole review of new code: all rules, and the report. */
async function judge(texts: Texts, wanted: string, plans: readonly PlanFile[] = []): Promise<number> {
  const head = treeOf(texts)
  const policy = await policyFrom(emptyTree)
  return timed(async () => {
    const { findings } = await review({
      snapshot: {
        ...{ base: emptyTree, head, clock: { today: '2026-11-28' } },
        changed: head.paths.map((path) => ({ status: 'added', path })),
      },
      ...{ policy, statistics: {}, rules, plans, scope: 'pull-request', now: () => 0 },
      ...{ reader: openSqlReader(), terraform: openTerraformReader() },
    })
    const told = new Set(findings.map(({ ruleId }) => ruleId))
    if (!told.has(wanted)) throw new Error(`${wanted} was not found, but ${[...told].join(', ')}`)
  })
}

/** Reads a plan of so many megabytes. */
async function plan(megabytes: number): Promise<number> {
  const text = planOf(megabytes)
  return timed(async () => {
    const reading = await openTerraformReader().readPlan({ name: 'plan.json', text })
    if (!reading.ok) throw new Error(reading.reason)
    const { resources, notes } = reading.plan
    if (resources.length < megabytes * 100 || notes.length > 0) throw new Error(notes.join(' '))
  })
}

async function timed(act: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await act()
  return performance.now() - start
}

function treeOf(texts: ReadonlyMap<string, string>): Tree {
  const files = new Map([...texts].map(([path, text]) => [path, { kind: 'text', text }] as const))
  return { commit: null, files, paths: [...texts.keys()].sort() }
}
