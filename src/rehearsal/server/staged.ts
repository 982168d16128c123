import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RehearsedFile } from '../../core/rehearsal.ts'
import { heardOf } from '../cut-short.ts'
import type { Order, Told } from './order.ts'

export type Performed =
  | Exclude<Told, { finished: unknown } | { bug: string }>
  /** Why it was ended, as a clause, and what was through by then. */
  | { readonly ended: string; readonly files: readonly RehearsedFile[] }

export interface Bounds {
  readonly seconds: number
  /** Aborted with a clause as its reason: it is to be ended. */
  readonly over: AbortSignal
}

/** Of heap, for what the server answers. */
const megabytes = 512

/** Has one order carried out in a process of its own, which is gone afterwards. What it began on the server may still run there. */
export async function perform(order: Order, { seconds, over }: Bounds): Promise<Performed> {
  over.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Performed>()
  let files: readonly RehearsedFile[] = []
  const end = (reason: string) => resolve({ ended: reason, files })
  const child = fork(fileURLToPath(new URL('./stage.ts', import.meta.url)), {
    ...{ serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    execArgv: [`--max-old-space-size=${megabytes}`],
    env: passedOn(),
  })
  const late = setTimeout(() => end(`it ran longer than ${seconds} seconds`), seconds * 1000)
  const stopped = () => end(String(over.reason))
  over.addEventListener('abort', stopped)
  child.on('error', reject)
  child.on('exit', (code, signal) => {
    // V8 aborts where there is no memory left.
    if (signal === 'SIGABRT') end(`what the server answered took more than ${megabytes} MB of memory`)
    else if (signal) end(`its process was ended from outside (${signal})`)
    else reject(new Error(`A stage ended by itself (${code}).`))
  })
  child.on('message', (told: Told) => {
    if ('finished' in told) files = heardOf(files, told.finished)
    else if ('bug' in told) reject(new Error(told.bug))
    else if ('broken' in told) resolve({ ended: told.broken, files })
    else resolve(told)
  })
  child.send(order, () => undefined)
  try {
    return await promise
  } finally {
    clearTimeout(late)
    over.removeEventListener('abort', stopped)
    child.kill('SIGKILL')
  }
}

/** Nothing of our environment but what TLS needs. */
function passedOn(): Record<string, string> {
  const names = ['NODE_COMPILE_CACHE', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR']
  return Object.fromEntries(
    names.flatMap((name) => [[name, process.env[name] ?? ''] as const]).filter(([, value]) => value !== ''),
  )
}
