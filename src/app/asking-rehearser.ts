import type { Rehearsal, RehearsalRequest, RehearsalServer } from '../core/rehearsal.ts'
import { notRehearsed } from '../rehearsal/not-rehearsed.ts'
import type { Rehearser } from '../rehearsal/rehearser.ts'
import { mostRehearsalCharacters, type ToChild, type Wish } from './rehearsal-messages.ts'

/** A process that evaluates has no rehearser of its own: it asks the one that started it, which has few and shares them out. */
export class AskingRehearser implements Rehearser {
  readonly #kind: RehearsalServer['kind']
  readonly #send: (wish: Wish) => void
  readonly #waiting = new Map<number, (rehearsal: Rehearsal) => void>()
  #asked = 0

  constructor(kind: RehearsalServer['kind'], send: (wish: Wish) => void) {
    this.#kind = kind
    this.#send = send
  }

  rehearse(request: RehearsalRequest): Promise<Rehearsal> {
    if (this.#asked === mostRequests) return Promise.resolve(notRehearsed(request, tooMany, this.#kind))
    const text = JSON.stringify(request)
    if (text.length > mostRehearsalCharacters)
      return Promise.resolve(notRehearsed(request, tooLarge, this.#kind))
    const { promise, resolve } = Promise.withResolvers<Rehearsal>()
    const as = ++this.#asked
    this.#waiting.set(as, resolve)
    this.#send({ rehearse: text, as })
    return promise
  }

  heard({ rehearsal, of }: Extract<ToChild, { rehearsal: string }>): void {
    this.#waiting.get(of)?.(JSON.parse(rehearsal) as Rehearsal)
    this.#waiting.delete(of)
  }

  async close(): Promise<void> {}
}

/** Of one evaluation: a change to many histories takes its turn like any other. */
const mostRequests = 10
const tooMany = `no more than ${mostRequests} histories are rehearsed for one change`
const tooLarge = 'its history and what is new are more than 16 MB together'
