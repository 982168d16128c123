/**
 * Does a thing for each, a few at a time; the results are in order. The first is done alone: it leaves in the server's cache what the
 * others share.
 */
export async function inOrder<T, R>(
  [first, ...others]: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  if (first === undefined) return []
  const results: R[] = [await work(first)]
  let next = 0
  const walk = async () => {
    for (let i = next++; i < others.length; i = next++) results[i + 1] = await work(others[i] as T)
  }
  await Promise.all(Array.from({ length: atOnce }, walk))
  return results
}

const atOnce = 3
