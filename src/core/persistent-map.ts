interface Node<V> {
  readonly key: string
  readonly value: V
  readonly left: Node<V> | undefined
  readonly right: Node<V> | undefined
  readonly height: number
}

/**
 * An immutable map with string keys: `with` and `without` answer a new map that shares what did not change (an AVL tree, O(log n)).
 * Iteration is in the order of the keys' UTF-16 units, so equal contents always read the same.
 */
export class PersistentMap<V> implements Iterable<readonly [string, V]> {
  readonly size: number
  readonly #root: Node<V> | undefined

  private constructor(root: Node<V> | undefined, size: number) {
    this.#root = root
    this.size = size
  }

  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(undefined, 0)
  }

  static of<V>(entries: Iterable<readonly [string, V]>): PersistentMap<V> {
    let map = PersistentMap.empty<V>()
    for (const [key, value] of entries) map = map.with(key, value)
    return map
  }

  get(key: string): V | undefined {
    return find(this.#root, key)?.value
  }

  has(key: string): boolean {
    return find(this.#root, key) !== undefined
  }

  /** This map with the key set; the same map when it already holds this very value. */
  with(key: string, value: V): PersistentMap<V> {
    const present = find(this.#root, key)
    if (present && present.value === value) return this
    return new PersistentMap(insert(this.#root, key, value), this.size + (present ? 0 : 1))
  }

  /** This map without the key; the same map when it has none. */
  without(key: string): PersistentMap<V> {
    return this.has(key) ? new PersistentMap(remove(this.#root, key), this.size - 1) : this
  }

  [Symbol.iterator](): IterableIterator<readonly [string, V]> {
    return this.entries()
  }

  /** Entries in order, from the first key that is not below `from`. */
  *entries(from = ''): IterableIterator<readonly [string, V]> {
    const path: Node<V>[] = []
    let node = this.#root
    while (node || path.length > 0) {
      while (node) {
        if (node.key < from) node = node.right
        else {
          path.push(node)
          node = node.left
        }
      }
      const next = path.pop()
      if (!next) return
      yield [next.key, next.value]
      node = next.right
    }
  }

  /** Entries whose key starts with the prefix, in order. */
  *startingWith(prefix: string): IterableIterator<readonly [string, V]> {
    for (const entry of this.entries(prefix)) {
      if (!entry[0].startsWith(prefix)) return
      yield entry
    }
  }

  *keys(): IterableIterator<string> {
    for (const [key] of this.entries()) yield key
  }

  *values(): IterableIterator<V> {
    for (const [, value] of this.entries()) yield value
  }
}

function find<V>(root: Node<V> | undefined, key: string): Node<V> | undefined {
  let node = root
  while (node && node.key !== key) node = key < node.key ? node.left : node.right
  return node
}

const heightOf = (node: Node<unknown> | undefined): number => (node ? node.height : 0)

function join<V>(key: string, value: V, left: Node<V> | undefined, right: Node<V> | undefined): Node<V> {
  return { key, value, left, right, height: Math.max(heightOf(left), heightOf(right)) + 1 }
}

/** Joins two trees whose heights differ by at most two, turning where they differ by two. */
function balance<V>(key: string, value: V, left: Node<V> | undefined, right: Node<V> | undefined): Node<V> {
  const lean = heightOf(left) - heightOf(right)
  if (left && lean > 1) {
    if (heightOf(left.left) >= heightOf(left.right)) {
      return join(left.key, left.value, left.left, join(key, value, left.right, right))
    }
    const top = left.right as Node<V>
    return join(
      top.key,
      top.value,
      join(left.key, left.value, left.left, top.left),
      join(key, value, top.right, right),
    )
  }
  if (right && lean < -1) {
    if (heightOf(right.right) >= heightOf(right.left)) {
      return join(right.key, right.value, join(key, value, left, right.left), right.right)
    }
    const top = right.left as Node<V>
    return join(
      top.key,
      top.value,
      join(key, value, left, top.left),
      join(right.key, right.value, top.right, right.right),
    )
  }
  return join(key, value, left, right)
}

function insert<V>(node: Node<V> | undefined, key: string, value: V): Node<V> {
  if (!node) return join(key, value, undefined, undefined)
  if (key === node.key) return join(key, value, node.left, node.right)
  return key < node.key
    ? balance(node.key, node.value, insert(node.left, key, value), node.right)
    : balance(node.key, node.value, node.left, insert(node.right, key, value))
}

function remove<V>(node: Node<V> | undefined, key: string): Node<V> | undefined {
  if (!node) return undefined
  if (key < node.key) return balance(node.key, node.value, remove(node.left, key), node.right)
  if (key > node.key) return balance(node.key, node.value, node.left, remove(node.right, key))
  if (!node.left || !node.right) return node.left ?? node.right
  let next = node.right
  while (next.left) next = next.left
  return balance(next.key, next.value, node.left, remove(node.right, next.key))
}
