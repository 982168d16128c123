/** Undefined when it failed or took longer. */
export async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await patient(milliseconds, answer)
  } catch {
    // Whoever asks this way wants to know whether there is an answer, not why there is none.
    return undefined
  }
}

/** Fails with `ETIMEDOUT` when it takes longer. */
export async function patient<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => reject(Object.assign(new Error(`No answer within ${milliseconds} ms.`), { code: 'ETIMEDOUT' })),
    milliseconds,
  )
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
