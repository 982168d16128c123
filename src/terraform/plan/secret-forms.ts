import { looksRandom, secretIn } from '../../core/terraform/secret-forms.ts'
import { pointsElsewhere } from '../../core/terraform/secret-names.ts'

function isMixed(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/\s/.test(value)
}

/** Whether finding this value elsewhere says something: an ordinary word stands in many places by chance. */
export function isTelling(value: string): boolean {
  if (/^(?:arn:|https?:\/\/[^@]*$|projects\/)/.test(value) || isHost(value)) return false
  return value.length >= 8 && (isMixed(value) || (value.length >= 20 && /[^a-z_-]/.test(value)))
}

/** Whether what stands where a secret would is one beyond doubt: not the name of one, nor an ordinary word. */
export function isSurelyDrawn(value: string): boolean {
  return isTelling(value) && looksRandom(value)
}

function isHost(value: string): boolean {
  return value.length <= 260 && /^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?::\d{1,5})?$/i.test(value)
}

const passwordInAddress = /:\/\/[^\s/:@"'<>]{0,200}:([^\s/@"'<>]{1,500})@/g
const passwordInSettings =
  /(?:password|pwd|accountkey|sharedaccesskey|client_secret)[ ]{0,3}=[ ]{0,3}([^;\s"'&]{4,500})/gi

/** What makes a text a secret by its shape, as a clause. */
export function secretShape(text: string): string | undefined {
  for (let start = 0; start === 0 || start < text.length; start += window - overlap) {
    const found = secretIn(start === 0 && text.length <= window ? text : text.slice(start, start + window))
    if (found) return `it holds ${found.what}`
  }
  return undefined
}

/** So much is searched at once; no shape is longer than two of them share. */
const window = 256 * 1024
const overlap = 16 * 1024

/** Passwords of addresses and connection strings. */
export function passwordsIn(text: string): readonly string[] {
  const found = [passwordInAddress, passwordInSettings].flatMap((form) =>
    [...text.matchAll(form)].map(([, password = '']) => password),
  )
  return found.filter(
    (password) => !pointsElsewhere(password) && !/^(?:[$%{<*(]|var\.|local\.)/.test(password),
  )
}
