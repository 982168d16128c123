import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const lookMs = 15_000
/** Of one processor: less than this is nothing to do. */
const idleShare = 0.05

/**
 * Gives memory back once a busy time is over. V8 keeps room for what a busy server throws away (130 MB and more), and collects it only when
 * it needs room again, which an idle server never does. Gives the way to stop.
 */
export function giveMemoryBack(): () => void {
  let before = process.cpuUsage()
  let wasBusy = true
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before)
    before = process.cpuUsage()
    const isBusy = (user + system) / 1000 / lookMs > idleShare
    if (wasBusy && !isBusy) collect()
    wasBusy = isBusy
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}

type Collect = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/** Only a collection of the last resort makes the young generation small again. */
function collect(): void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as Collect
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
