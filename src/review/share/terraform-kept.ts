import { secretName } from '../../core/terraform/secret-forms.ts'
import { kindUnder } from './columns.ts'
import { kindOf } from './kind.ts'
import { type Kind, matches, type Span } from './span.ts'

// In Terraform nearly everything is a string, and most of it is structure: types, engines, actions, resources, ports, zones, names of
// what is built. So the rule is the other way round than in SQL. A string stays at `schema` if it is written like a word or a path of
// words, and nothing in it or in the name it stands under says otherwise: free text, people, accounts, hosts, addresses, what was drawn
// at random. Networks that belong to nobody (`0.0.0.0/0`, `10.0.0.0/8`) and names of services stay; numbers stay, but for accounts.

/** What of a string is replaced: all of it, or what in it is no structure. `key` is what it stands under. */
export function valuesOfString(value: string, key: string): Span[] {
  const whole = wholly(value, key)
  if (whole) return [{ kind: whole, start: 0, end: value.length }]
  return [
    ...matches(value, account, 'ACCOUNT'),
    ...matches(value, uuid, 'UUID'),
    ...hosts(value),
    ...drawn(value),
  ]
}

/** A number with twelve digits is an account's. */
export function isAccount(number: string): boolean {
  return /^\d{12}$/.test(number)
}

const account = /(?<![\w.])\d{12}(?![\w.])/g
const uuid = /(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/gi
const wordLike = /^[\w.:*/@+=,?!<>~^$-]{0,160}$/
const schedule = /^(?:cron|rate)\([\w ,*?/#-]{1,60}\)$/
const constraint = /^(?:[~<>=!]{1,2} ?v?\d[\w.-]{0,30}(?:, ?)?){1,4}$/
const freeText =
  /(?:^|_)(?:description|comment|notes?|message|reason|summary|title|subject|motd|error_message)$/i

function wholly(value: string, key: string): Kind | undefined {
  if (/^[^\p{L}\p{N}]{0,3}$/u.test(value)) return undefined
  const kind = kindOf(value)
  if (kind === 'URL' && !isPublic(value.replace(/^[a-z+]+:\/\//i, '').split(/[/:]/)[0] ?? '')) return 'URL'
  if (/^(?:EMAIL|PHONE|CARD|IBAN|ID|IP|UUID)$/.test(kind)) return kind
  const under = kindUnder(key, value)
  if (under === 'SECRET' && secretName(key) === 'surely')
    return /^(?:true|false)$/.test(value) ? undefined : 'SECRET'
  if (under && under !== 'IP') return under
  if (freeText.test(key)) return 'TEXT'
  return wordLike.test(value) || schedule.test(value) || constraint.test(value) ? undefined : 'TEXT'
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
