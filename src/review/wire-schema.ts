type Schema = Readonly<Record<string, unknown>>

/** Keywords that the API takes as they are; what else a schema says is said in its description. */
const sent = ['type', 'enum', 'const', 'title', 'required']
const bounds: Readonly<Record<string, (bound: unknown) => string>> = {
  maxLength: (bound) => `At most ${bound} characters.`,
  maxItems: (bound) => `At most ${bound}.`,
}

/**
 * A schema as structured output takes it: every object closed, bounds in words. Bounds are not enforced there, so that an answer is read
 * against the schema itself. Throws for a keyword that it does not know.
 */
export function wireSchema(schema: object): object {
  const [entries, words]: [[string, unknown][], string[]] = [[], []]
  for (const [key, value] of Object.entries(schema)) {
    const bound = bounds[key]
    if (bound) words.push(bound(value))
    else if (key === 'description') words.unshift(String(value))
    else if (key !== 'additionalProperties') entries.push([key, keyword(key, value)])
  }
  const closed = 'properties' in schema ? { additionalProperties: false } : {}
  const described = words.length > 0 ? { description: words.join(' ') } : {}
  return { ...Object.fromEntries(entries), ...closed, ...described }
}

function keyword(key: string, value: unknown): unknown {
  if (sent.includes(key)) return value
  if (key === 'items') return wireSchema(value as Schema)
  if (key === 'anyOf') return (value as readonly Schema[]).map(wireSchema)
  if (key === 'properties') {
    return Object.fromEntries(
      Object.entries(value as Schema).map(([name, of]) => [name, wireSchema(of as Schema)]),
    )
  }
  throw new Error(`Structured output does not take the keyword ${key}.`)
}
