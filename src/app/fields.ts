// Checked reading of payloads. Whatever is not of the expected form is undefined: nothing here throws.

/** The value under this path of own properties. */
export function field(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Ids and numbers at GitHub: whole, positive, exact in JavaScript. */
export function idIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}

/** A full object id that names something: zeros stand for nothing. */
export function shaIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) && /[^0]/.test(value)
    ? value
    : undefined
}

/** One line of at most 255 characters: names of people, branches, actions. */
export function nameIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[^\p{Cc}]{1,255}$/u.test(value) ? value : undefined
}

/** A moment as text that sorts as time does. */
export function timeIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/\.\d+/, '')
}

export function listIn(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}
