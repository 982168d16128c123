import { fileMs, longestPlan, msPerCharacter, planMs } from './limits.ts'
import type { PlanReading, TerraformReader } from './reading.ts'
import { Threads } from './threads.ts'
import { readTree, session } from './trees.ts'

export interface TerraformReaderOptions {
  /** Milliseconds that each question to the thread may take; left out: some seconds, and more the more there is to read. */
  readonly timeoutMs?: number
}

/** Reads Terraform in a thread that starts when it is first asked, and is replaced when something hangs, exhausts memory or crashes it. */
export function openTerraformReader(options: TerraformReaderOptions = {}): TerraformReader {
  const threads = new Threads(options.timeoutMs)
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work)
    queue = next.catch(() => undefined)
    return next
  }
  return {
    read: (trees) => inTurn(() => readTrees(trees, threads)),
    readPlan: (file) => inTurn(() => readPlan(file, threads)),
    close: () => inTurn(() => threads.stop()),
  }
}

async function readTrees(
  { base, head, changed }: Parameters<TerraformReader['read']>[0],
  threads: Threads,
): ReturnType<TerraformReader['read']> {
  const reading = await session([base, head], threads)
  const trees = {
    base: await readTree(base, { ...reading, changed }),
    head: await readTree(head, { ...reading, changed }),
  }
  const swollen = await threads.ask({ ask: 'forget' }, fileMs)
  if (swollen.ok && swollen.value) await threads.stop()
  return trees
}

async function readPlan(
  { name, text }: { readonly name: string; readonly text: string },
  threads: Threads,
): Promise<PlanReading> {
  if (text.length > longestPlan) return { ok: false, reason: tooLong }
  const answer = await threads.ask({ ask: 'plan', name, text }, planMs + text.length * msPerCharacter)
  return answer.ok ? answer.value : { ok: false, reason: answer.reason }
}

const tooLong = `The plan is longer than ${longestPlan / 1024 / 1024} million characters. Plan fewer resources at once: split the configuration, or use \`-target\`.`
