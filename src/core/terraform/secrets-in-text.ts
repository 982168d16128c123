import type { Range } from '../text.ts'
import { isLikelySecret } from './secret-names.ts'

/**
 * What stands inside a text (a script, a file of settings, a statement, an address) where a secret would stand. Wider than what a rule
 * reports: it says what to hide, and a placeholder hidden does no harm.
 */
export function secretsInText(text: string): readonly string[] {
  return [...new Set(secretPlaces(text).map(({ start, end }) => text.slice(start, end)))]
}

/** Where they stand, in no order; some may be found twice. */
export function secretPlaces(text: string): readonly Range[] {
  if (!hints.test(text)) return []
  const found: Range[] = []
  for (const { part, offset } of windows(text)) {
    for (const form of named) {
      for (const match of part.matchAll(form)) take(found, match, { offset, name: match[1] ?? '' })
    }
    for (const form of bare) {
      for (const match of part.matchAll(form)) take(found, match, { offset })
    }
  }
  return found
}

/** Most texts hold none of these, and are not searched further. */
const hints =
  /pass|pw|secret|token|key|auth|bearer|basic|cred|identified|signature|[?&;]sig=|[?&]code=|hook|login|connection|securestring|integration|-user|:\d{1,5}:|(?:^|\s)-[uUaPp]/i

const window = 256 * 1024
const overlap = 4 * 1024

function* windows(text: string): Iterable<{ readonly part: string; readonly offset: number }> {
  for (let offset = 0; offset === 0 || offset < text.length; offset += window - overlap)
    yield { part: text.slice(offset, offset + window), offset }
}

function take(
  found: Range[],
  match: RegExpExecArray,
  { offset, name }: { offset: number; name?: string },
): void {
  const values = match.slice(name === undefined ? 1 : 2)
  const value = values.find((each) => each !== undefined && each !== '') ?? ''
  if (isFilledInLater(value) || (name !== undefined && !isLikelySecret(name, value))) return
  // A value ends its match, but for a closing quote; where more follows, the form has indices.
  const [known] = match.indices?.[1] ?? []
  const start = offset + (known ?? match.index + match[0].lastIndexOf(value))
  found.push({ start, end: start + value.length })
}

function isFilledInLater(value: string): boolean {
  return (
    value.length < 3 ||
    // A call: what it is given comes behind.
    /^[A-Za-z_]\w{0,60}\(+(?:\$\d{1,3}|[a-z_.]{0,60})$/.test(value) ||
    /^(?:[$%<*({[]|var\.|local\.|data\.|module\.|!|null$|none$|nil$|true$|false$|yes$|no$|on$|off$|\d{1,3}$)/i.test(
      value,
    )
  )
}

/** A value behind quotes, which JSON may have escaped, or without any. */
const value = String.raw`(?:\\{0,3}"([^"\\\n]{1,500})|\\{0,3}'([^'\\\n]{1,500})|([^\s"'\\,;&<{[(][^\s"',;&<]{0,500}))`
const name = String.raw`([A-Za-z][\w.-]{0,80})`

/** A name and the value that belongs to it. Every quantifier is bounded. */
const named: readonly RegExp[] = [
  // `password = "..."`, `"password": "..."`, `DB_PASSWORD=...`, `&password=...`. In an ARN a colon stands before the name as well.
  new RegExp(
    String.raw`(?<![A-Za-z0-9:/])${name}["'\\\]]{0,6}[ \t]{0,3}(?:=>|:=|=|:)[ \t]{0,3}${value}`,
    'g',
  ),
  // `password: |` with the value on the next line.
  new RegExp(
    String.raw`(?<![A-Za-z0-9:/])${name}:[ \t]{0,3}[|>][-+\d]{0,2}[ \t]{0,3}\n[ \t]{1,80}(\S{1,500})`,
    'g',
  ),
  // `--password ...`, and the same as two elements of a list.
  new RegExp(
    String.raw`(?<![\w-])--?(?=[A-Za-z])${name}(?:=|[ \t]{1,3}|\\{0,3}["'][ \t]{0,3},\s{0,5})(?!-)${value}`,
    'g',
  ),
  // `<password>...</password>`, and `key="password" value="..."`.
  new RegExp(String.raw`<${name}(?:\s[^<>]{0,200})?>\s{0,20}([^<>\s][^<>]{0,500})<\/`, 'g'),
  new RegExp(String.raw`(?:key|name)=["']${name}["']\s{1,5}value=["']([^"'\n]{1,500})["']`, 'gi'),
  // `- name: DB_PASSWORD` with `value: ...` below it.
  new RegExp(
    String.raw`(?:name|key):[ \t]{0,3}["']?${name}["']?[ \t]{0,3}\n[ \t]{0,80}value:[ \t]{0,3}${value}`,
    'g',
  ),
]

const word = String.raw`["']?([^\s"'|;&]{3,500})`
const command = (names: string, option: string) =>
  new RegExp(String.raw`(?<![\w-])(?:${names})(?![\w])[^\n|;&]{0,300}?\s${option}${word}`, 'g')

/** Places where only a secret stands. */
const bare: readonly RegExp[] = [
  /(?:[Aa]uthorization|AUTHORIZATION)["'\\]{0,4}\s{0,3}[:=]\s{0,3}["'\\]{0,4}(?:(?:[Bb]earer|[Bb]asic|[Tt]oken|[Dd]igest|[Aa]pi[Kk]ey)\s{1,3}|(?=[^\s"'\\]{0,100}(?:\d|[a-z][A-Z])))([^\s"'\\]{4,4000})/g,
  /(?<![A-Za-z])(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s{1,3}(?=[A-Za-z._~+/=-]{0,100}(?:[0-9=]|[a-z][A-Z]))([A-Za-z0-9._~+/=-]{6,4000})/g,
  command('mysql|mysqldump|mysqladmin|mysqlimport|mysqlsh|mariadb|mariadb-dump|mariadb-admin', '-p'),
  command('sshpass|login|mongo|mongosh|mongodump|mongorestore|ldapsearch|az|smbclient', '-[pw][= ]'),
  command('redis-cli|valkey-cli', '-a '),
  command('sqlcmd|bcp|isql|tsql', '-[PU] ?'),
  /(?<![\w-])(?:-u|-U|--user|--proxy-user)[= ]?["']?(?!\d{1,6}:\d{1,6}(?!\S))[^\s:"']{0,100}:([^\s"':]{3,500})/g,
  /[?&;](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|code|access_token|token|api_?key)=([^&\s"'#;]{6,2000})/gi,
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/([\w/-]{8,500})/g,
  /discord(?:app)?\.com\/api\/webhooks\/([\w/-]{8,500})/g,
  /(?:webhook\.office\.com\/webhookb2|outlook\.office\.com\/webhook|chat\.googleapis\.com\/v1\/spaces)\/([^\s"'<>]{8,500})/g,
  /api\.telegram\.org\/bot([\w:-]{8,200})/g,
  /events\.pagerduty\.com\/(?:integration|x-ere)\/([\w-]{8,200})/g,
  /(?<![\w$-])(?:password|identified\s{1,5}(?:with\s{1,5}\w{1,40}\s{1,5})?by)(?:\s{1,5}(?:password|values))?(?:\s{1,5}=?|=)\s{0,5}\\{0,3}['"]([^'"\\\n]{1,500})/gi,
  /(?<![A-Za-z0-9])login\s{1,5}\S{1,200}\s{1,5}password\s{1,5}(\S{3,500})/gi,
  /^[\w.*-]{1,255}:(?:\d{1,5}|\*):[\w.*-]{1,100}:[\w.*-]{1,100}:(\S{3,500})$/gm,
  /(?<![\w.-])[\w.-]{1,60}:([^\s"':]{3,200})["']?\s{0,5}\|\s{0,5}(?:sudo\s{1,5})?chpasswd/dg,
  /echo\s{1,5}(?:-n\s{1,5})?["']?([^\s"'|]{3,500})["']?\s{0,5}\|[^\n|]{0,200}--?(?:password-)?stdin/dg,
  /securestring\s{1,5}(?:-string\s{1,5})?["']([^"'\n]{3,500})["']/gi,
  /(?<![A-Za-z0-9])pass:([^\s"']{3,500})/g,
]
