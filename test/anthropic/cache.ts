import { createHash } from 'node:crypto'
import { tokensOf } from './tokens.ts'
import type { Taken } from './validate.ts'

/** Tokens of one request's input, each counted once. */
export interface Counted {
  readonly input: number
  readonly read: number
  readonly written5m: number
  readonly written1h: number
}

const lifetimes = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const

/**
 * The prompt cache: a prefix is known by everything up to a breakpoint (model and schema included), for as long as it was asked to be kept
 * since it was last used, and only if it has as many tokens as its model keeps at least.
 */
export class PromptCache {
  readonly #until = new Map<string, number>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts a request by what is known of its prefixes, and remembers them. */
  use(request: Taken, least: number): Counted {
    const points = breakpoints(request).filter(({ end }) => end >= least)
    const total = inputTokens(request)
    const hit = points.findLast(({ key }) => (this.#until.get(key) ?? 0) > this.#now())
    const read = hit?.end ?? 0
    for (const { key, keep } of points)
      this.#until.set(key, Math.max(this.#now() + lifetimes[keep], this.#until.get(key) ?? 0))
    const endOf = (keep: '5m' | '1h') => points.findLast((point) => point.keep === keep)?.end ?? 0
    const written1h = Math.max(endOf('1h') - read, 0)
    const written5m = Math.max(endOf('5m') - read - written1h, 0)
    return { input: total - read - written1h - written5m, read, written5m, written1h }
  }
}

/** All input tokens, cached or not. */
export function inputTokens({ format, system, messages }: Taken): number {
  return [{ text: format }, ...system, ...messages].reduce((sum, { text }) => sum + tokensOf(text), 0)
}

function breakpoints({ model, format, system, messages }: Taken) {
  const points: { key: string; end: number; keep: '5m' | '1h' }[] = []
  let end = tokensOf(format)
  let key = hash('', `${model}\n${format}`)
  for (const { text, keep } of [...system, ...messages]) {
    end += tokensOf(text)
    key = hash(key, text)
    if (keep) points.push({ key, end, keep })
  }
  return points
}

function hash(before: string, text: string): string {
  return createHash('sha256').update(`${before}\n${text}`).digest('hex')
}
