/** Milliseconds by stage, from a clock that is passed in: the same review with a stopped clock gives the same report. */
export interface Stopwatch {
  readonly timings: Readonly<Record<string, number>>
  /** Ends the running stage and books its time under this name. */
  lap(stage: string): void
}

export function stopwatch(now: () => number): Stopwatch {
  const timings: Record<string, number> = {}
  const start = now()
  let last = start
  return {
    timings,
    lap(stage) {
      const time = now()
      timings[stage] = Math.round(time - last)
      timings.total = Math.round(time - start)
      last = time
    },
  }
}

/** The times of one piece of work that was measured in two. */
export function summed(
  first: Stopwatch['timings'],
  second: Stopwatch['timings'],
): Readonly<Record<string, number>> {
  const { total: before = 0, ...stages } = first
  const { total: after = 0, ...further } = second
  return { ...stages, ...further, total: before + after }
}
