import { type Stage, startStage } from './stage.ts'

/** Those that run, so that none is left behind. */
export class Stages {
  readonly #megabytes: number
  readonly #running = new Set<Stage>()

  constructor(megabytes: number) {
    this.#megabytes = megabytes
  }

  start(): Stage {
    const stage = startStage(this.#megabytes)
    this.#running.add(stage)
    return stage
  }

  /** Gives one to work with, which is gone afterwards. */
  async with<T>(work: (stage: Stage) => Promise<T>): Promise<T> {
    const stage = this.start()
    try {
      return await work(stage)
    } finally {
      await this.end(stage)
    }
  }

  async end(stage: Stage): Promise<void> {
    await stage.end()
    this.#running.delete(stage)
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map((stage) => this.end(stage)))
  }
}
