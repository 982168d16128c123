import { secretName } from '../../core/terraform/secret-forms.ts'
import { isFilledIn } from './columns.ts'
import type { Span } from './span.ts'

/** Keys of maps whose values are secrets, whatever these are called: `secrets: { foo: ... }`. */
export function isSecretContainer(key: string): boolean {
  return (
    secretName(key) === 'surely' ||
    /(?:^|[^a-z])(?:secrets?|credentials?|passwords|tokens|string_?data)$/i.test(key)
  )
}

/** Whether what stands here is a secret. `isHeld` is what stands in a container of secrets. Wider than what a rule would report. */
export function isSecretUnder(key: string, value: string, isHeld: boolean): boolean {
  if (/^(?:true|false|null|none|yes|no|on|off|inherit|\d{1,3})?$/i.test(value) || isFilledIn(value))
    return false
  const named = secretName(key)
  if (named === 'surely') return true
  if (isHeld) return !tellsOf.test(key)
  if (named !== 'perhaps' || elsewhere.test(value)) return false
  return !/(?:^|_)auth$/i.test(key) || /\d/.test(value)
}

/** Beside a secret: its name, its file, where it comes from. */
const tellsOf =
  /^(?:name|file|external|environment|source|target|driver|version|key|type|kind|value_?from|namespace|.*(?:_name|Name|_arn|Arn|_id|Id|_ref|Ref|_path))$/
/** Files, and paths of what keeps secrets. */
const elsewhere =
  /^(?:~|\.{1,2})?\/|\.(?:pem|key|p8|p12|json|txt|crt)$|^[\w-]{1,100}(?:\/[\w.-]{1,100}){1,20}$/

const setting =
  /(?<![\w-])(?:password|passwd|pwd|pw|pass|account_?key|shared_?access_?key|secret|token|client_?secret|api_?key)[ \t]{0,3}=[ \t]{0,3}([^;\s"'&]{1,500})/gi

/** Passwords in a connection string: `Server=h;Password=...;`. */
export function secretSettings(value: string): Span[] {
  return Array.from(value.matchAll(setting)).flatMap(({ index, 0: whole, 1: found = '' }): Span[] => {
    const end = index + whole.length
    return isFilledIn(found) || /^[%*<([{!=]/.test(found)
      ? []
      : [{ kind: 'SECRET', start: end - found.length, end }]
  })
}
