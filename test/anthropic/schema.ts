import { type Fields, list, object, only, Refused } from './refused.ts'

const literals = { enum: true, const: true } as const
const words = { description: true, title: true } as const
const keywords: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  object: { properties: true, required: true, additionalProperties: true },
  array: { items: true, minItems: true },
  string: { format: true },
  ...{ integer: {}, number: {}, boolean: {}, null: {} },
}
const formats = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid']

/** Refuses a schema with a keyword that structured output does not support: bounds, patterns, open objects. */
export function checkSchema(value: unknown, at = 'output_config.format.schema'): void {
  const schema = object(value, at)
  const word = ['anyOf', 'allOf'].find((each) => each in schema)
  if ('$ref' in schema) only(schema, { $ref: true, $defs: true }, at)
  else if (word !== undefined) variants(schema, word, at)
  else if ('enum' in schema || 'const' in schema) only(schema, { ...literals, ...words }, at)
  else checkTyped(schema, at)
}

function variants(schema: Fields, word: string, at: string): void {
  only(schema, { [word]: true, $defs: true, ...words }, at)
  list(schema[word], `${at}.${word}`).forEach((each, index) => {
    checkSchema(each, `${at}.${word}.${index}`)
  })
}

function checkTyped(schema: Fields, at: string): void {
  const allowed = keywords[String(schema.type)]
  if (!allowed) throw new Refused(`${at}.type: ${JSON.stringify(schema.type)} is not supported`)
  only(schema, { type: true, $defs: true, ...words, ...allowed }, at)
  if (schema.type === 'object') checkObject(schema, at)
  if (schema.type === 'array') checkArray(schema, at)
  if (schema.format !== undefined && !formats.includes(String(schema.format)))
    throw new Refused(`${at}.format: ${String(schema.format)} is not supported`)
}

function checkObject(schema: Fields, at: string): void {
  if (schema.additionalProperties !== false)
    throw new Refused(`${at}: For 'object' type, 'additionalProperties' must be explicitly set to false`)
  for (const [name, each] of Object.entries(object(schema.properties ?? {}, `${at}.properties`)))
    checkSchema(each, `${at}.properties.${name}`)
}

function checkArray(schema: Fields, at: string): void {
  if (schema.minItems !== undefined && schema.minItems !== 0 && schema.minItems !== 1)
    throw new Refused(`${at}.minItems: only 0 and 1 are supported`)
  if (schema.items !== undefined) checkSchema(schema.items, `${at}.items`)
}
