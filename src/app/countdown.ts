/** A time limit that can stand still. */
export interface Countdown {
  pause(): void
  goOn(): void
  /** For good. */
  stop(): void
}

/** Calls once so many seconds have passed, those left out in which it stood still. */
export function countdown(seconds: number, over: () => void): Countdown {
  let left = seconds * 1000
  let since = performance.now()
  let timer = setTimeout(over, left)
  const pause = () => {
    clearTimeout(timer)
    left -= performance.now() - since
  }
  return {
    pause,
    goOn() {
      since = performance.now()
      timer = setTimeout(over, Math.max(0, left))
    },
    stop: () => clearTimeout(timer),
  }
}
