import type { Rehearsal, RehearsalRequest, RehearsalServer } from '../core/rehearsal.ts'
import { notRehearsed } from '../rehearsal/not-rehearsed.ts'
import type { Rehearser } from '../rehearsal/rehearser.ts'
import { Line } from './line.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { mostRehearsalCharacters } from './rehearsal-messages.ts'

/** What one evaluation may ask for. */
export interface Rehearsing {
  readonly kind: RehearsalServer['kind']
  /**
   * Request and rehearsal are JSON. Waits for its turn. Once `over` is aborted it leaves the line, or what it runs is killed, and the answer
   * means nothing.
   */
  rehearse(request: string, over: AbortSignal): Promise<string>
}

/** The rehearsers of this process, shared by all that is evaluated: no more at once than there are. */
export interface Rehearsals {
  /** For one evaluation, which its log names. */
  rehearsing(log: Log): Rehearsing
  close(): Promise<void>
}

export interface RehearsalsOptions {
  readonly kind: RehearsalServer['kind']
  /** Rehearsals at once. */
  readonly atOnce: number
  readonly open: () => Promise<Rehearser>
  readonly metrics: Pick<Metrics, 'rehearsal'>
}

export function openRehearsals(options: RehearsalsOptions): Rehearsals {
  const { kind, atOnce, metrics } = options
  const line = new Line(Array.from({ length: atOnce }, () => new Place(options.open)))
  const rehearse = async (request: RehearsalRequest, over: AbortSignal, log: Log): Promise<Rehearsal> => {
    const place = await line.turn(over)
    if (!place) return notRehearsed(request, stopped, kind)
    try {
      const start = performance.now()
      const rehearsal = await place.rehearse(request, over)
      const seconds = (performance.now() - start) / 1000
      metrics.rehearsal(outcomeOf(rehearsal), seconds)
      log.info({ history: request.history, outcome: outcomeOf(rehearsal), seconds }, 'rehearsed')
      return rehearsal
    } catch (err) {
      if (!over.aborted) log.error({ err, history: request.history }, 'the rehearsal itself failed')
      metrics.rehearsal(over.aborted ? 'stopped' : 'broken', 0)
      return notRehearsed(request, over.aborted ? stopped : broken, kind)
    } finally {
      line.leave(place)
    }
  }
  return {
    rehearsing: (log) => ({
      kind,
      async rehearse(text, over) {
        const request = JSON.parse(text) as RehearsalRequest
        const answer = JSON.stringify(await rehearse(request, over, log))
        if (answer.length <= mostRehearsalCharacters) return answer
        return JSON.stringify(notRehearsed(request, tooMuch, kind))
      },
    }),
    close: async () => {
      await Promise.all(line.close().map((place) => place.close()))
    },
  }
}

const stopped = 'it was stopped'
const broken = 'Sluice itself failed at it'
const tooMuch = 'there is too much to say about it'

function outcomeOf({ files }: Rehearsal): string {
  const outcomes = files.map(({ outcome }) => outcome)
  return (['not-rehearsed', 'failed'] as const).find((one) => outcomes.includes(one)) ?? 'applied'
}

/** One rehearser, opened when it is first needed, and again after it had to be killed. */
class Place {
  readonly #open: () => Promise<Rehearser>
  #rehearser: Promise<Rehearser> | undefined

  constructor(open: () => Promise<Rehearser>) {
    this.#open = open
  }

  async rehearse(request: RehearsalRequest, over: AbortSignal): Promise<Rehearsal> {
    over.throwIfAborted()
    this.#rehearser ??= this.#open()
    const { promise, reject } = Promise.withResolvers<never>()
    const stop = () => reject(new Error('The evaluation is over.'))
    over.addEventListener('abort', stop)
    try {
      return await Promise.race([this.#rehearser.then((one) => one.rehearse(request)), promise])
    } catch (error) {
      await this.close()
      throw error
    } finally {
      over.removeEventListener('abort', stop)
    }
  }

  async close(): Promise<void> {
    const rehearser = this.#rehearser
    this.#rehearser = undefined
    // One that could not be opened has nothing to close, and whoever asked for it has heard of that.
    await rehearser?.then(
      (opened) => opened.close(),
      () => undefined,
    )
  }
}
