import { isNamedSecret, secretName } from './secret-forms.ts'

/**
 * Whether an attribute or variable of this name and value holds a secret, by its name alone. Wider than what a rule reports: a weak
 * password is masked too.
 */
export function isSecretByName(name: string, value: string): boolean {
  const named = secretName(name)
  if (named === 'no' || value === '' || value === 'true' || value === 'false') return false
  return !pointsElsewhere(value) && (named === 'surely' || isNamedSecret(name, value))
}

/** Whether a name is that of a secret: what stands under it is one, known or not. */
export function isSecretName(name: string): boolean {
  return secretName(name) === 'surely'
}

/** Whether a value is to be hidden for its name, though it may be no secret: wider than `isSecretByName`, and not worth telling. */
export function isLikelySecret(name: string, value: string): boolean {
  if (isSecretByName(name, value)) return true
  if (value.length < 4 || /\s/.test(value) || pointsElsewhere(value)) return false
  if (shortPassword.test(name)) return !/^(?:\d{1,3}|true|false|none|null)$/i.test(value)
  if (secretName(name) !== 'perhaps' || value.length < 6 || nameOfSomething.test(value)) return false
  return /\d|[a-z][A-Z]/.test(value)
}

const nameOfSomething = /^[a-z]{1,60}(?:[-_/.][a-z]{1,60}){0,20}(?:[-_/.]?v?\d{1,4})?$/
const shortPassword = /(?:^|[^a-z])(?:pg|my|db)?(?:pass|pw|passcode)$/i

/** Names of places where secrets are kept, and templates that are filled in later. */
export function pointsElsewhere(value: string): boolean {
  return (
    /^(?:arn:|projects\/|alias\/|https?:\/\/[^@]*$|file:|vault:|op:\/\/|ssm:|\$|\{\{|%\{|<|\*{3})/.test(
      value,
    ) ||
    /^\/[\w.-]+\/[\w./-]+$/.test(value) ||
    /^\(.*\)$/.test(value)
  )
}
