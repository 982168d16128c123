import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Print } from './app/print.ts'

/**
 * Terraform from the sources, each piece of work in a process of its own. Code is held against the parser alone on the same files, a
 * plan against `JSON.parse` alone on the same text.
 */
export function terraform(print: Print): void {
  thousandFiles(print)
  longPlan(print)
  growth('stacks of 8 files, read', 'stacks', [250, 500, 1000, 2000], print)
  growth('files of one root module, read', 'monolith', [250, 500, 1000, 2000], print)
  growth('stacks of 8 files, reviewed', 'stacks-judged', [250, 500, 1000, 2000], print)
  growth('files of one root module, reviewed', 'monolith-judged', [250, 500, 1000, 2000], print)
  growth('MB of a plan, read', 'plan', [12, 25, 50], print)
  growth('MB of a plan, reviewed', 'plan-judged', [12, 25, 50], print)
}

function thousandFiles({ line, limit }: Print): void {
  const floor = once('floor', 'stacks', 1000)
  const ours = once('once', 'stacks', 1000)
  line('1,000 .tf files, tree-sitter alone', floor.milliseconds, 'ms')
  limit('1,000 .tf files, parsed and evaluated', ours.milliseconds, { unit: 'ms', most: 3000 })
  limit('  against tree-sitter alone', ours.milliseconds / floor.milliseconds, { unit: 'x', most: 12 })
  limit('  peak memory', ours.megabytes, { unit: 'MB', most: 500 })
}

function longPlan({ line, limit }: Print): void {
  const floor = once('floor', 'plan', 50)
  const ours = once('once', 'plan', 50)
  line('a plan of 50 MB, JSON.parse alone', floor.milliseconds, 'ms')
  limit('a plan of 50 MB, read', ours.milliseconds, { unit: 'ms', most: 5000 })
  limit('  against JSON.parse alone', ours.milliseconds / floor.milliseconds, { unit: 'x', most: 30 })
  line('  peak memory', ours.megabytes, 'MB')
}

/**
 * The cost of one more, among many against among few, in time of the processor, which neighbours disturb least: what starts with the
 * process is in neither.
 */
function growth(what: string, work: string, sizes: readonly number[], { line, limit }: Print): void {
  const costs = sizes.map((size) => {
    const { milliseconds, computed } = once('once', work, size)
    line(`${size.toLocaleString('en')} ${what}`, milliseconds, 'ms')
    return { size, computed }
  })
  const middle = Math.floor(costs.length / 2)
  const [few, many] = [costs.slice(0, middle + 1), costs.slice(middle)].map(costOfOneMore)
  limit('  cost of one more, among many against among few', (many ?? 0) / (few ?? 0), {
    unit: 'x',
    most: 1.5,
  })
}

interface Cost {
  readonly size: number
  readonly computed: number
}

function costOfOneMore(costs: readonly Cost[]): number {
  const [first, last] = [costs[0], costs.at(-1)]
  if (!first || !last) return Number.NaN
  return (last.computed - first.computed) / (last.size - first.size)
}

/** The least of three runs: whatever else the machine does only adds. */
function once(script: 'once' | 'floor', work: string, size: number): Run {
  const runs = Array.from({ length: 3 }, () => run(script, work, size))
  const least = (what: keyof Run) => Math.min(...runs.map((each) => each[what]))
  return { milliseconds: least('milliseconds'), megabytes: least('megabytes'), computed: least('computed') }
}

interface Run {
  readonly milliseconds: number
  /** Resident at most. */
  readonly megabytes: number
  /** Milliseconds of the processor, over all threads. */
  readonly computed: number
}

function run(script: string, work: string, size: number): Run {
  const file = join(import.meta.dirname, 'terraform', `${script}.ts`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, work, String(size)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${work} ${size} failed: ${stderr}`)
  return JSON.parse(stdout)
}
