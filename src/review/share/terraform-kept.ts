import { kindUnder } from './columns.ts'
import { kindOf } from './kind.ts'
import { type Kind, matches, type Span } from './span.ts'
import { namingKey, structuralForms, structuralKey, structuralWords } from './terraform-words.ts'

// In Terraform nearly everything is a string. At `schema` a string stays if its own form says that it is structure (an engine, a size, a
// region, a right, a network that belongs to nobody, a word of the field), or if the attribute it stands under holds nothing else. Of
// anything else names are replaced part by part, so that `role/`, `arn:aws:s3:::` and `*` stay; where tags, locals, defaults and values
// of variables stand, no attribute speaks for its value.

/** What of a string is replaced: all of it, or what in it is no structure. `key` is what it stands under. */
export function valuesOfString(value: string, key: string, isOpen = false): Span[] {
  const whole = wholly(value, key)
  if (whole === 'kept') return []
  if (whole) return [{ kind: whole, start: 0, end: value.length }]
  const own = called(key)
  if (!isOpen && structuralKey.test(own) && !namingKey.test(own)) {
    return [
      ...matches(value, account, 'ACCOUNT'),
      ...matches(value, uuid, 'UUID'),
      ...hosts(value),
      ...drawn(value),
    ]
  }
  return [
    ...matches(value, account, 'ACCOUNT'),
    ...matches(value, uuid, 'UUID'),
    ...hosts(value),
    ...names(value),
  ]
}

/** A number with twelve digits is an account's. */
export function isAccount(number: string): boolean {
  return /^\d{12}$/.test(number)
}

const account = /(?<![\w.])\d{12}(?![\w.])/g
const uuid = /(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/gi
const wordLike = /^[\w.:*/@+=,?!<>~^$-]{0,160}$/
const freeText =
  /(?:^|_)(?:description|comment|notes?|message|reason|summary|title|subject|motd|error_message)$/i

/** `InstanceType` and `instance-type` are `instance_type`. */
const called = (key: string) =>
  key
    .slice(-100)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase()

function wholly(value: string, key: string): Kind | 'kept' | undefined {
  if (/^[^\p{L}\p{N}]{0,3}$/u.test(value) || /^(?:true|false)$/.test(value)) return 'kept'
  const kind = kindOf(value)
  if (kind === 'URL' && !isPublic(value.replace(/^[a-z+]+:\/\//i, '').split(/[/:]/)[0] ?? '')) return 'URL'
  if (/^(?:EMAIL|PHONE|CARD|IBAN|ID|IP|UUID)$/.test(kind)) return kind
  const under = kindUnder(key, value)
  if (under && under !== 'IP') return under
  if (freeText.test(key)) return 'TEXT'
  if (isStructural(value)) return 'kept'
  return wordLike.test(value) ? undefined : 'TEXT'
}

/** Whether a text is structure by its own form, wherever it stands. */
function isStructural(value: string): boolean {
  return structuralWords.has(value.toLowerCase()) || structuralForms.some((form) => form.test(value))
}

const arn = /^arn:[\w-]{0,20}:[\w-]{0,40}(?::[\w-]{0,30}(?=:|$))?/
const part = /[^/:*?=,]+/g

/** Names in paths, resources and members: every part that is no word of the field. */
function names(value: string): Span[] {
  const [head = ''] = arn.exec(value) ?? []
  return Array.from(value.slice(head.length).matchAll(part)).flatMap(({ index, 0: found }): Span[] => {
    const bare = found.replace(/^[-_.]+/, '')
    const start = head.length + index + found.length - bare.length
    const name = bare.replace(/[-_.]+$/, '')
    if (name === '' || isStructural(name) || isPublic(name)) return []
    return [{ kind: 'TEXT', start, end: start + name.length }]
  })
}

const host =
  /(?<![\w.@-])(?:[a-z0-9_-]{1,63}\.){1,8}(?:com|net|org|io|dev|app|cloud|internal|intra|local|lan|corp|home|co|eu|us|uk|de|fr|nl|ch|at|be|es|it|pl|se|no|dk|fi|ie|ca|au|jp|cn|in|br|ai|tech|xyz|info|biz|gov|edu|mil)(?![\w-])/gi

function hosts(value: string): Span[] {
  return matches(value, host, 'HOST').filter(({ start, end }) => !isPublic(value.slice(start, end)))
}

/** Names of services that are the same for everybody. One that holds an account's own name has more parts before the provider's. */
function isPublic(name: string): boolean {
  return (
    /^(?:[a-z0-9-]{1,40}\.){0,2}(?:amazonaws\.com(?:\.cn)?|googleapis\.com)$/i.test(name) ||
    /^(?:[a-z0-9-]{1,40}\.)?(?:accounts\.google\.com|gserviceaccount\.com|azure\.com|microsoftonline\.com)$/i.test(
      name,
    ) ||
    /^(?:github\.com|token\.actions\.githubusercontent\.com|registry\.terraform\.io|app\.terraform\.io)$/i.test(
      name,
    ) ||
    /^privatelink\.[a-z0-9-]{1,40}\.(?:windows\.net|azure\.com)$/i.test(name)
  )
}

/** Long runs of letters and digits without a word's parts; ids of what a cloud made (`vpc-0a1b...`) are structure. */
function drawn(value: string): Span[] {
  return matches(value, /(?<![\w+/=-])[A-Za-z0-9+=]{24,500}(?![\w])/g, 'TEXT').filter(({ start, end }) => {
    const run = value.slice(start, end)
    return /\d/.test(run) && /[A-Za-z]/.test(run)
  })
}
