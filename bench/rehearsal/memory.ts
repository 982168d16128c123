import { readFileSync } from 'node:fs'

/** Watches the processes in which servers run, ours and those that they start. */
export function watchMemory(): { peak(): number; stop(): void } {
  let kilobytes = 0
  const look = setInterval(() => {
    for (const pid of childrenOf(process.pid).filter(isStage)) kilobytes = Math.max(kilobytes, peakOf(pid))
  }, 20)
  return { peak: () => kilobytes / 1024, stop: () => clearInterval(look) }
}

const childrenOf = (pid: number) => read(`/proc/self/task/${pid}/children`).trim().split(' ')
const isStage = (pid: string) => read(`/proc/${pid}/cmdline`).includes('stage-guard')
const peakOf = (pid: string) => Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It is gone.
    return ''
  }
}
