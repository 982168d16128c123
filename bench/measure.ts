import { spawnSync } from 'node:child_process'

export interface Measured {
  /** Wall milliseconds of each run. */
  readonly runs: readonly number[]
  readonly median: number
  readonly exitCode: number | null
}

/** Runs a command several times after one run to warm the disk. Its output is thrown away. */
export function timed(command: string, args: readonly string[], runs: number): Measured {
  const once = () => {
    const start = performance.now()
    const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'] })
    if (error) throw error
    return { milliseconds: performance.now() - start, status }
  }
  const { status } = once()
  const measured = Array.from({ length: runs }, () => once().milliseconds)
  return { runs: measured, median: median(measured), exitCode: status }
}

/** Peak resident memory of one run of a Node script, in megabytes, as the process itself sees it at its end. */
export function peakMemory(node: string, args: readonly string[]): number {
  const watcher =
    "data:text/javascript,process.on('exit',()=>process.stderr.write('maxRSS='+process.resourceUsage().maxRSS+'\\n'))"
  const { stderr } = spawnSync(node, ['--import', watcher, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  const kilobytes = /maxRSS=(\d+)/.exec(stderr)?.[1]
  if (!kilobytes) throw new Error(`the process did not report its memory: ${stderr}`)
  return Number(kilobytes) / 1024
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
