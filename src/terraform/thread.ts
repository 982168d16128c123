import { Worker } from 'node:worker_threads'
import { heapMb, stackMb, startMs } from './limits.ts'
import type { Answers, Question } from './messages.ts'

type Failure = { readonly ok: false; readonly reason: string }
export type Answer<T> = { readonly ok: true; readonly value: T } | Failure

export interface TerraformThread {
  /** Asks one question at a time. After a failure the thread is of no more use. */
  ask<Q extends Question>(question: Q, timeoutMs: number): Promise<Answer<Answers[Q['ask']]>>
  stop(): Promise<void>
}

const script = new URL('./worker.ts', import.meta.url)

/** Starts a thread, which keeps no process alive but while it is asked. */
export function startThread(): TerraformThread {
  const worker = new Worker(script, {
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: stackMb },
    stderr: false,
  })
  const ready = next<unknown>(worker, startMs)
  // One that dies while nobody asks must not take the process with it.
  let dead: Failure | undefined
  worker.on('error', (error) => {
    dead = { ok: false, reason: reasonOf(error) }
  })
  worker.unref()
  return {
    async ask<Q extends Question>(question: Q, timeoutMs: number) {
      worker.ref()
      const started = await ready
      if (!started.ok) return { ok: false, reason: `the Terraform reader did not start: ${started.reason}` }
      if (dead) return dead
      worker.postMessage(question)
      const message = await next<{ readonly answer: Answers[Q['ask']] }>(worker, timeoutMs)
      worker.unref()
      return message.ok ? { ok: true, value: message.value.answer } : message
    },
    async stop() {
      await worker.terminate()
    },
  }
}

/** The worker's next message, or why there is none. */
function next<T>(worker: Worker, timeoutMs: number): Promise<Answer<T>> {
  return new Promise((resolve) => {
    const settle = (message: Answer<T>) => {
      clearTimeout(timer)
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      resolve(message)
    }
    const onMessage = (value: T) => settle({ ok: true, value })
    const onError = (error: unknown) => settle({ ok: false, reason: reasonOf(error) })
    const onExit = () => settle({ ok: false, reason: 'the Terraform reader ended unexpectedly' })
    const timer = setTimeout(
      () => settle({ ok: false, reason: `reading took longer than ${timeoutMs} ms` }),
      timeoutMs,
    )
    timer.unref()
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
  })
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'reading needs more memory than allowed'
  return `the Terraform reader failed: ${error instanceof Error ? error.message : String(error)}`
}
