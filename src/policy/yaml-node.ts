/** A YAML value that knows where it stands. Offsets are UTF-16 units. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping

export interface YamlScalar {
  readonly kind: 'scalar'
  readonly at: number
  readonly value: string | number | boolean | null
}

export interface YamlSequence {
  readonly kind: 'sequence'
  readonly at: number
  readonly items: readonly YamlNode[]
}

export interface YamlMapping {
  readonly kind: 'mapping'
  readonly at: number
  /** In the order of the text; keys are unique. */
  readonly entries: ReadonlyMap<string, { readonly keyAt: number; readonly value: YamlNode }>
}

/** A node as plain data, for validation. Mappings have no prototype, so no key of theirs means anything to JavaScript. */
export function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'sequence') return node.items.map(plain)
  const object: Record<string, unknown> = Object.create(null)
  for (const [key, { value }] of node.entries) object[key] = plain(value)
  return object
}

/** `a list`, `a text`: what a node is, for people. */
export function nameOf(node: YamlNode): string {
  if (node.kind !== 'scalar') return node.kind === 'sequence' ? 'a list' : 'a mapping'
  if (node.value === null) return 'empty'
  if (typeof node.value === 'string') return 'a text'
  return typeof node.value === 'number' ? 'a number' : `\`${node.value}\``
}

/** A key path one key longer. */
export function joined(keyPath: string, key: string): string {
  const shown = key.length > 80 ? `${key.slice(0, 80)}...` : key
  return keyPath === '' ? shown : `${keyPath}.${shown}`
}
