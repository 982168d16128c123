/** Made when first asked for, once. What asks for itself while it is made gets the answer for cycles. */
export class Lazy<T> {
  readonly #make: () => T
  readonly #cycle: () => T
  #state: { readonly made: T } | 'making' | undefined

  constructor(make: () => T, cycle: () => T) {
    this.#make = make
    this.#cycle = cycle
  }

  get(): T {
    if (this.#state === 'making') return this.#cycle()
    if (this.#state) return this.#state.made
    this.#state = 'making'
    const made = this.#make()
    this.#state = { made }
    return made
  }
}

/** The value under a key, made where there is none yet. */
export function remembered<K, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
