import { type ChildProcess, spawn } from 'node:child_process'
import { figure } from './limits.ts'
import { CannotRead } from './result.ts'

export interface Call {
  readonly program: string
  readonly args: readonly string[]
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /** Seconds until the call is killed. */
  readonly seconds: number
  /** Written to standard input, which is closed at once when absent. */
  readonly input?: string
  /** Receives the output as it comes; without it the output is kept and returned. */
  readonly onOutput?: (chunk: Buffer) => void
  /** Kills the call; its reason is what the call then throws. */
  readonly signal?: AbortSignal
  /** The programs it started are killed with it. */
  readonly group?: boolean
}

export interface Outcome {
  readonly code: number
  readonly output: Buffer
  /** The beginning of standard error. */
  readonly complaint: string
}

/** Most bytes of output kept for a call that does not stream. */
const outputBytes = 256 * 1024 * 1024

/** Most characters of standard error kept. */
const complaintCharacters = 4000

/** Runs one program to its end, without a shell; a call that takes too long or says too much is killed and refused. */
export function run(call: Call): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>()
  const child = spawn(call.program, call.args, {
    cwd: call.directory,
    env: call.environment,
    stdio: 'pipe',
    windowsHide: true,
    detached: call.group ?? false,
  })
  const kept: Buffer[] = []
  let keptBytes = 0
  let complaint = ''

  const stop = (reason: unknown) => {
    reject(reason)
    kill(child, call.group ?? false)
  }
  const timer = setTimeout(() => stop(tookTooLong(call)), call.seconds * 1000)
  const abort = () => stop(call.signal?.reason)
  if (call.signal?.aborted) abort()
  call.signal?.addEventListener('abort', abort)

  const keep = (chunk: Buffer) => {
    kept.push(chunk)
    keptBytes += chunk.length
    if (keptBytes > outputBytes) stop(saidTooMuch(call))
  }
  child.stdout.on('data', (chunk: Buffer) => {
    try {
      ;(call.onOutput ?? keep)(chunk)
    } catch (error) {
      stop(error)
    }
  })
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    complaint = (complaint + words).slice(0, complaintCharacters)
  })
  // A git that ends early closes the pipe under us; its exit code and words tell the story.
  child.stdin.on('error', (error) => {
    complaint ||= error.message
  })
  child.stdin.end(call.input ?? '')
  child.on('error', stop)
  child.on('close', (code) => {
    clearTimeout(timer)
    call.signal?.removeEventListener('abort', abort)
    resolve({ code: code ?? 128, output: Buffer.concat(kept), complaint: complaint.trim() })
  })
  return promise
}

/** A group may be gone already when it is killed. */
function kill(child: ChildProcess, group: boolean): void {
  if (!group || child.pid === undefined) return void child.kill('SIGKILL')
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill('SIGKILL')
  }
}

function tookTooLong(call: Call): CannotRead {
  return new CannotRead(
    `git ${subcommand(call)} did not finish within ${call.seconds} seconds and was stopped.`,
    'Try again on a less busy machine, or run `git gc` in the repository.',
  )
}

function saidTooMuch(call: Call): CannotRead {
  return new CannotRead(
    `git ${subcommand(call)} printed more than ${figure(outputBytes)} and was stopped.`,
    'The repository is larger than Sluice reads; review a smaller one.',
  )
}

function subcommand(call: Call): string {
  return call.args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? call.args[0] ?? ''
}
