/** A type that is made of others, as Hive and Spark spell it. */
export interface NestedType {
  readonly outer: 'array' | 'map' | 'struct'
  /** Only the parts of a struct are named. */
  readonly parts: readonly { readonly name: string; readonly type: string }[]
}

/** Deeper ones are compared by their text. */
const deepest = 16

/** The parts of `array<...>`, `map<...>` or `struct<...>`, without blanks and in lower case; undefined of all else. */
export function nestedType(type: string): NestedType | undefined {
  const [, outer, inner] = /^(array|map|struct)<(.*)>$/s.exec(type) ?? []
  const texts = inner === undefined ? undefined : splitAtTop(inner)
  if (!texts) return undefined
  if (outer === 'array') return texts.length === 1 ? { outer, parts: texts.map(unnamed) } : undefined
  if (outer === 'map') return texts.length === 2 ? { outer, parts: texts.map(unnamed) } : undefined
  const parts = texts.flatMap(named)
  return parts.length === texts.length ? { outer: 'struct', parts } : undefined
}

/** At the commas that stand in no brackets; undefined where brackets do not match or nest too deeply. */
function splitAtTop(text: string): readonly string[] | undefined {
  const parts: string[] = []
  let [depth, start] = [0, 0]
  for (const { 0: sign, index } of text.matchAll(/[<>(),]/g)) {
    if (sign === '<' || sign === '(') depth += 1
    if (sign === '>' || sign === ')') depth -= 1
    if (depth < 0 || depth >= deepest) return undefined
    if (sign !== ',' || depth > 0) continue
    parts.push(text.slice(start, index))
    start = index + 1
  }
  return depth === 0 ? [...parts, text.slice(start)] : undefined
}

const unnamed = (type: string) => ({ name: '', type })

function named(text: string): NestedType['parts'] {
  const [, name, type] = /^([^:]+):(.+)$/s.exec(text) ?? []
  return name === undefined || type === undefined ? [] : [{ name, type }]
}
