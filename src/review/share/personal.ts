import { covers, isOpen, parseNetwork } from '../../core/terraform/networks.ts'
import { type Kind, matches, type Span } from './span.ts'

/** What is personal by its form, wherever it stands: addresses, numbers of people, cards and accounts. */
export function personalIn(text: string): Span[] {
  return [
    ...emails(text),
    ...(/\d/.test(text) ? forms.flatMap(([kind, form, holds]) => checked(text, { kind, form, holds })) : []),
  ]
}

type Holds = (found: string) => boolean

/** Every quantifier is bounded. */
const forms: readonly (readonly [Kind, RegExp, Holds])[] = [
  ['IBAN', /(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])/g, isIban],
  ['CARD', /(?<![\w.+-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-])/g, isCard],
  ['PHONE', /(?<![\w+])\+[1-9](?:[ ()./-]{0,2}\d){7,14}(?!\d)/g, () => true],
  ['PHONE', /(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-])/g, () => true],
  ['ID', /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g, () => true],
  ['ID', /(?<!\w)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)/g, () => true],
  ['IP', /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?(?![\w.]*\w)/g, isSomebodysAddress],
  [
    'IP',
    /(?<![\w:.])[0-9a-f]{1,4}:(?:[0-9a-f]{0,4}:){1,6}[0-9a-f]{0,4}(?:\/\d{1,3})?(?![\w:])/gi,
    isSomebodysV6,
  ],
]

function checked(text: string, { kind, form, holds }: { kind: Kind; form: RegExp; holds: Holds }): Span[] {
  return matches(text, form, kind).filter(({ start, end }) => holds(text.slice(start, end)))
}

const domain = /@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu
const local = /[\p{L}\p{N}_.+%-]/u

/** The name before the sign is read backwards, so that its length is no matter. */
function emails(text: string): Span[] {
  const found: Span[] = []
  let last = 0
  for (const { index, 0: behind } of text.matchAll(domain)) {
    let start = index
    while (start > last && local.test(text[start - 1] ?? '')) start--
    const name = text.slice(start, index)
    last = index + behind.length
    // `git@github.com:acme/models` is an address of code.
    if (name !== '' && name !== 'git') found.push({ kind: 'EMAIL', start, end: last })
  }
  return found
}

/** Luhn's checksum. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0 && !/^(\d)\1*$/.test(digits)
}

/** ISO 13616: country and check digits moved to the end, letters as numbers, the rest of a division by 97 is 1. */
function isIban(text: string): boolean {
  const bare = text.replaceAll(' ', '')
  if (bare.length < 15) return false
  let rest = 0
  for (const letter of bare.slice(4) + bare.slice(0, 4)) {
    const value = Number.parseInt(letter, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** Addresses that belong to nobody: private, local, reserved for documentation or for everybody. */
const nobodys = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.168.0.0/16', '224.0.0.0/3', '::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
].flatMap((text) => parseNetwork(text) ?? [])

function isSomebodysAddress(text: string): boolean {
  const network = parseNetwork(text)
  return network !== undefined && isOpen(text) !== true && !nobodys.some((each) => covers(each, network))
}

/** `a::b` is a cast in SQL: an address has three groups at least. */
function isSomebodysV6(text: string): boolean {
  return text.split(/[:/]+/).filter((part) => part !== '').length >= 3 && isSomebodysAddress(text)
}
