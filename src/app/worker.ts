import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AppClients } from '../github/app-client.ts'
import type { Database } from '../store/database.ts'
import { recordDelivery } from '../store/deliveries.ts'
import { claim, claimUnannounced, enqueue, extend, type Job, jobsChannel } from '../store/jobs.ts'
import { type AskingMeans, type ConnectedModel, openAskingMeans } from './asking-means.ts'
import { heapMb } from './child.ts'
import type { Configuration } from './configuration.ts'
import { type Evaluator, openEvaluator } from './evaluator.ts'
import { newSweep } from './jobs.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Rehearsals } from './rehearsals.ts'
import { rehearsalsFor } from './rehearsals-for.ts'
import { announce, runJob } from './run-job.ts'

export interface WorkerParts {
  readonly configuration: Configuration
  readonly database: Database
  readonly clients: AppClients
  readonly log: Log
  readonly metrics: Metrics
  /** Left out: no model is asked. */
  readonly model?: ConnectedModel
}

export interface RunningWorker {
  /** Looks for work at once. */
  wake(): void
  /** Takes no more work and waits for what is running, at most so long; what is left is taken up by another worker when its lease ends. */
  drain(seconds: number): Promise<void>
}

/** How long a worker that found nothing waits before it looks again, unless somebody wakes it. */
const pollMs = 1000
/** A review that found no free slot for this long is shown as queued. */
const announceAfterMs = 2000
/** Quick ones, for which a slot is kept: a command must not wait behind reviews. */
const quickKinds = ['command', 'decide', 'forget', 'installation', 'repository', 'sweep']
/** All that the gate needs. */
const gateKinds = ['merge-group', 'review', ...quickKinds]
/** Those have slots of their own, so that the gate never waits for a model. */
const askKinds = ['ask']

/**
 * Takes jobs from the store and runs them, `concurrency` at a time and one more if it is quick; questions to the model beside them. Any number of workers share one
 * database.
 */
export function startWorker(parts: WorkerParts): RunningWorker {
  const worker = new LoopingWorker(parts)
  void worker.begin()
  return worker
}

const pause = (milliseconds: number) => sleep(milliseconds, undefined, { ref: false })

class LoopingWorker implements RunningWorker {
  readonly #parts: WorkerParts
  readonly #name = `${hostname()}/${process.pid}/${Date.now().toString(36)}`
  readonly #evaluator: Evaluator
  readonly #rehearsals: Rehearsals | undefined
  readonly #asking: AskingMeans | undefined
  readonly #running = new Map<number, Promise<void>>()
  /** Jobs of `askKinds` that run. */
  readonly #asked = new Map<number, Promise<void>>()
  #woken = Promise.withResolvers<void>()
  readonly #drained = Promise.withResolvers<void>()
  readonly #isOver = Promise.withResolvers<void>()
  #isDraining = false
  /** The job that is being shown as queued. */
  #announcing: number | undefined
  #loop: Promise<void> = Promise.resolve()
  #unlisten: () => Promise<void> = async () => undefined

  constructor(parts: WorkerParts) {
    this.#parts = parts
    const { evaluationSeconds, rehearsal } = parts.configuration
    this.#rehearsals = rehearsalsFor(parts)
    this.#asking = parts.model && openAskingMeans(parts, parts.model)
    const rehearsers = this.#rehearsals ? rehearsal.atOnce + (this.#asking ? 1 : 0) : 0
    this.#evaluator = openEvaluator({
      seconds: evaluationSeconds,
      reservedMb: rehearsers * rehearsal.megabytes + (this.#asking ? heapMb : 0),
    })
  }

  async begin(): Promise<void> {
    const { database, log, configuration } = this.#parts
    this.#loop = Promise.all([
      this.#untilDrained(
        () => this.#takeAll(),
        () => Promise.race([pause(pollMs), this.#woken.promise]),
      ),
      this.#keepLeases((configuration.leaseSeconds * 1000) / 3),
      this.#untilDrained(
        () => this.#announce(),
        () => this.#pause(announceAfterMs),
      ),
      this.#untilDrained(
        () => this.#askForSweep(),
        () => this.#pause(configuration.sweepSeconds * 1000),
      ),
    ]).then(() => undefined)
    try {
      this.#unlisten = await database.listen(jobsChannel, () => this.wake())
    } catch (error) {
      log.warn({ err: error }, 'the worker cannot listen; it looks for work every second')
    }
  }

  wake(): void {
    this.#woken.resolve()
  }

  async drain(seconds: number): Promise<void> {
    this.#isDraining = true
    this.#drained.resolve()
    this.wake()
    // What a model answered so far is written down, and the rest is asked by whoever takes the job up.
    this.#asking?.stop()
    const running = Promise.all([...this.#running.values(), ...this.#asked.values()])
    await Promise.race([running, pause(seconds * 1000)])
    this.#isOver.resolve()
    await this.#loop
    await this.#unlisten()
    await this.#asking?.close()
    await this.#evaluator.close()
    await this.#rehearsals?.close()
  }

  #means() {
    const [rehearsals, asking] = [this.#rehearsals, this.#asking]
    const optional = { ...(rehearsals && { rehearsals }), ...(asking && { asking }) }
    return { ...this.#parts, evaluator: this.#evaluator, ...optional }
  }

  async #untilDrained(turn: () => Promise<void>, rest: () => Promise<unknown>): Promise<void> {
    while (!this.#isDraining) {
      await this.#attempt(turn)
      await rest()
    }
  }

  /** Trouble (a database that restarts) is logged and met by the next turn. */
  async #attempt(turn: () => Promise<void>): Promise<void> {
    try {
      await turn()
    } catch (error) {
      this.#parts.log.error({ err: error }, 'the worker met trouble and goes on')
    }
  }

  #pause(milliseconds: number): Promise<unknown> {
    return Promise.race([pause(milliseconds), this.#drained.promise])
  }

  async #takeAll(): Promise<void> {
    this.#woken = Promise.withResolvers()
    await this.#takeWork()
    if (this.#asking) await this.#takeQuestions()
  }

  async #takeWork(): Promise<void> {
    const { database, configuration } = this.#parts
    const held = { worker: this.#name, leaseSeconds: configuration.leaseSeconds, counted: gateKinds }
    while (!this.#isDraining && this.#running.size <= configuration.concurrency) {
      const isLastSlot = this.#running.size === configuration.concurrency
      const job = await claim(database, { ...held, kinds: isLastSlot ? quickKinds : gateKinds })
      // A lease may end under a process that was held up. What still runs here must not run twice: it is taken up when the lease ends again.
      if (!job || this.#running.has(job.id)) return
      this.#run(job, this.#running)
    }
  }

  async #takeQuestions(): Promise<void> {
    const { database, configuration } = this.#parts
    const held = { worker: this.#name, leaseSeconds: configuration.leaseSeconds }
    while (!this.#isDraining && this.#asked.size < configuration.asks.atOnce) {
      const job = await claim(database, { ...held, kinds: askKinds, counted: askKinds, isAside: true })
      if (!job || this.#asked.has(job.id)) return
      this.#run(job, this.#asked)
    }
  }

  #run(job: Job, among: Map<number, Promise<void>>): void {
    const { metrics } = this.#parts
    const started = performance.now()
    const running = runJob(this.#means(), job).then((outcome) => {
      metrics.job(job.kind, outcome, (performance.now() - started) / 1000)
      among.delete(job.id)
      this.wake()
    })
    among.set(job.id, running)
  }

  /** Until the last job has ended: those that run while the worker drains are still its own. */
  async #keepLeases(everyMs: number): Promise<void> {
    const { database, configuration } = this.#parts
    const running = () => [
      ...this.#running.keys(),
      ...this.#asked.keys(),
      ...(this.#announcing === undefined ? [] : [this.#announcing]),
    ]
    const held = () => ({ worker: this.#name, leaseSeconds: configuration.leaseSeconds, jobs: running() })
    const over = this.#isOver.promise.then(() => true)
    while (!(await Promise.race([pause(everyMs), over]))) {
      if (running().length > 0) await this.#attempt(async () => void (await extend(database, held())))
    }
  }

  /** While every slot is taken, waiting reviews are shown as queued, so that nobody wonders. */
  async #announce(): Promise<void> {
    const { database, configuration } = this.#parts
    if (this.#running.size < configuration.concurrency) return
    const held = { worker: this.#name, leaseSeconds: configuration.leaseSeconds }
    const waiting = { ...held, kind: 'review', olderThanMs: announceAfterMs }
    for (let left = 5; left > 0 && !this.#isDraining; left--) {
      const job = await claimUnannounced(database, waiting)
      if (!job) return
      this.#announcing = job.id
      try {
        await announce(this.#means(), job)
      } finally {
        this.#announcing = undefined
      }
    }
  }

  /** One sweep for each stretch of time, whoever asks first. */
  async #askForSweep(): Promise<void> {
    const { database, configuration } = this.#parts
    const stretch = Math.floor(Date.now() / (configuration.sweepSeconds * 1000))
    const first = { guid: `sweep-${stretch}`, event: 'sweep', action: null, installation: 0 }
    await database.transaction(async (transaction) => {
      if (await recordDelivery(transaction, first)) await enqueue(transaction, newSweep())
    })
  }
}
