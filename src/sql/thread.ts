import { Worker } from 'node:worker_threads'
import { startMs, threadStackMb } from './limits.ts'
import { compileParser } from './postgres/compile.ts'
import type { FileStatements, SqlFile } from './read-file.ts'

type Failure = { readonly ok: false; readonly reason: string }
type Answer = { readonly ok: true; decode(): readonly FileStatements[] } | Failure
type Message = { readonly ok: true; readonly text: string } | Failure

export interface SqlThread {
  /** Has the thread read files within a time. It reads on while an answer is decoded. After a failure the thread is of no more use. */
  ask(files: readonly SqlFile[], timeoutMs: number): Promise<Answer>
  stop(): Promise<void>
}

const script = new URL('./worker.ts', import.meta.url)
let parser: WebAssembly.Module | undefined

/** Starts a thread, which keeps no process alive but while it is asked. */
export function startThread(heapMb: number): SqlThread {
  const worker = new Worker(script, {
    resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: threadStackMb },
    stderr: false,
  })
  const ready = next(worker, startMs)
  worker.unref()
  // Compiled here, while the thread comes up.
  parser ??= compileParser()
  worker.postMessage(parser)
  return {
    async ask(files, timeoutMs) {
      worker.ref()
      worker.postMessage(files)
      const started = await ready
      if (!started.ok) return { ok: false, reason: `the SQL reader did not start: ${started.reason}` }
      const answer = await next(worker, timeoutMs)
      worker.unref()
      return answer.ok ? { ok: true, decode: () => JSON.parse(answer.text) as FileStatements[] } : answer
    },
    async stop() {
      await worker.terminate()
    },
  }
}

/** The worker's next message, or why there is none. */
function next(worker: Worker, timeoutMs: number): Promise<Message> {
  return new Promise((resolve) => {
    const settle = (message: Message) => {
      clearTimeout(timer)
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      resolve(message)
    }
    const onMessage = (text: string) => settle({ ok: true, text })
    const onError = (error: unknown) => settle({ ok: false, reason: reasonOf(error) })
    const onExit = () => settle({ ok: false, reason: 'the SQL reader ended unexpectedly' })
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
  return `the SQL reader failed: ${error instanceof Error ? error.message : String(error)}`
}
