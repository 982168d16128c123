import type { Answers, Question } from './messages.ts'
import { type Answer, startThread, type TerraformThread } from './thread.ts'

/** The thread in use: started when something is asked, and replaced after every failure. */
export class Threads {
  readonly #timeoutMs: number | undefined
  #thread: TerraformThread | undefined
  #held = new Set<number>()

  /** Milliseconds that each question may take; left out: what its asker says. */
  constructor(timeoutMs: number | undefined) {
    this.#timeoutMs = timeoutMs
  }

  /** Files that the thread has: none, where the one before was lost. */
  get held(): ReadonlySet<number> {
    return this.#held
  }

  async ask<Q extends Question>(question: Q, timeoutMs: number): Promise<Answer<Answers[Q['ask']]>> {
    this.#thread ??= startThread()
    const answer = await this.#thread.ask(question, this.#timeoutMs ?? Math.ceil(timeoutMs))
    if (!answer.ok) await this.stop()
    else if (question.ask === 'files') for (const { number } of question.files) this.#held.add(number)
    else if (question.ask === 'forget') this.#held = new Set()
    return answer
  }

  async stop(): Promise<void> {
    this.#held = new Set()
    await this.#thread?.stop()
    this.#thread = undefined
  }
}
