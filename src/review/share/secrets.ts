import { secretShapes } from '../../core/terraform/secret-forms.ts'
import { isLikelySecret } from '../../core/terraform/secret-names.ts'
import { secretPlaces } from '../../core/terraform/secrets-in-text.ts'
import { isFilledIn } from './columns.ts'
import type { Span } from './span.ts'

/**
 * Secrets, which leave at no level: known by their form, by the place they stand in, or as private keys. The forms are our own and the
 * core's: the rules of secretlint are asked asynchronously, report through a logger, and find what somebody should be told of, where
 * this hides also what only may be a secret.
 */
export function secretsIn(text: string): Span[] {
  const places = secretPlaces(text).map((range): Span => ({ ...range, kind: 'SECRET' }))
  const shaped = shapes.flatMap((shape) => shapesIn(text, shape))
  return [...privateKeys(text), ...shaped, ...addressed(text), ...listed(text), ...places]
}

const start = '(?<![A-Za-z0-9_])'
const form = (pattern: string) => new RegExp(start + pattern, 'g')

/** Every quantifier is bounded, and a form begins where a word begins. */
const shapes: readonly RegExp[] = [
  ...secretShapes.filter(([, what]) => what !== 'a private key').map(([shape]) => new RegExp(shape, 'g')),
  // Models and what serves them.
  form('sk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{20,255}'),
  form('(?:hf|r8|gsk|xai|pplx)[_-][A-Za-z0-9]{30,100}'),
  // Payment and shops.
  form('(?:[rs]k_test|whsec|pk_live)_[A-Za-z0-9+/=]{16,255}'),
  form('sq0(?:atp|csp|idp)-[\\w-]{22,64}'),
  form('shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'),
  // Mail and messages.
  form('SG\\.[\\w-]{16,64}\\.[\\w-]{16,64}'),
  form('SK[0-9a-f]{32}(?![0-9a-f])'),
  form('key-[0-9a-f]{32}(?![0-9a-f])'),
  form('[0-9a-f]{32}-us\\d{1,2}(?!\\w)'),
  form('xapp-\\d-[A-Z0-9]{8,20}-\\d{8,20}-[0-9a-f]{32,80}'),
  form('\\d{8,10}:AA[\\w-]{32,36}(?![\\w-])'),
  // Code, packages, registries.
  form('(?:pypi-|rubygems_|dckr_pat_|dckr_oat_|PMAK-|lin_api_|figd_|ntn_|sntrys_|sntryu_)[\\w-]{20,400}'),
  form('gl(?:dt|rt|ft|soat|cbt|ptt|agent|imt)-[\\w-]{20,60}'),
  form('ATATT3[\\w=-]{50,300}'),
  form('AKCp[A-Za-z0-9]{20,100}'),
  // Clouds and what runs in them.
  form('GOCSPX-[\\w-]{20,40}'),
  form('ya29\\.[\\w-]{20,400}'),
  form('[\\w~.-]{3}8Q~[\\w~.-]{31,34}'),
  form('do[opr]_v1_[0-9a-f]{64}'),
  form('[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{40,100}'),
  form('hv[br]\\.[\\w-]{24,255}'),
  form('(?:pul-[0-9a-f]{40}|dp\\.(?:pt|st|ct|sa)\\.[\\w-]{30,60}|fo1_[\\w-]{30,60}|fm2_[\\w+/=-]{40,400})'),
  form('(?:glsa|glc)_[\\w=+/-]{20,400}'),
  form('NRAK-[A-Z0-9]{20,40}|NRII-[\\w-]{25,40}'),
  // Data.
  form('(?:sbp_|sb_secret_|pscale_(?:tkn|pw|oauth)_|dbt[cu]_|pnu_|neon_)[\\w-]{20,100}'),
  form('dapi[0-9a-f]{32}-\\d{1,2}'),
  // Hashes of passwords, which are guessed offline.
  /\$2[abxy]\$\d{2}\$[./A-Za-z0-9]{53}/g,
  /\$argon2(?:id|i|d)\$v=\d{1,3}\$[\w,=]{5,60}\$[\w+/]{8,120}\$[\w+/]{16,200}/g,
  /\$[156]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,86}/g,
  /SCRAM-SHA-256\$\d{1,9}:[\w+/=]{8,100}\$[\w+/=]{20,100}:[\w+/=]{20,100}/g,
  form('md5[0-9a-f]{32}(?![0-9a-f])'),
  form('AGE-SECRET-KEY-1[A-Z0-9]{40,80}'),
]

function shapesIn(text: string, shape: RegExp): Span[] {
  return Array.from(text.matchAll(shape), ({ index, 0: found }) => ({
    kind: 'SECRET',
    start: index,
    end: index + found.length,
  }))
}

const inAddress = /:\/\/[^\s/:@"'<>]{0,200}:([^\s/@"'<>]{1,500})@/g

/** Passwords of addresses. */
function addressed(text: string): Span[] {
  return Array.from(text.matchAll(inAddress)).flatMap(({ index, 0: found, 1: password = '' }): Span[] => {
    const end = index + found.length - 1
    return isFilledIn(password) ? [] : [{ kind: 'SECRET', start: end - password.length, end }]
  })
}

const entry =
  /(?<!\w)["']?(?:name|key)["']?\s{0,3}[:=]\s{0,3}["']([\w.-]{1,80})["']\s{0,3},?\s{0,80}["']?value["']?\s{0,3}[:=]\s{0,3}["']([^"'\\\n]{1,500})["']/gi

/** A variable's name, and its value behind that: `{"name": "DB_PASSWORD", "value": "..."}`. */
function listed(text: string): Span[] {
  return Array.from(text.matchAll(entry)).flatMap(
    ({ index, 0: found, 1: name = '', 2: value = '' }): Span[] => {
      const end = index + found.length - 1
      return isLikelySecret(name, value) ? [{ kind: 'SECRET', start: end - value.length, end }] : []
    },
  )
}

const keyMark = /-----(BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-{0,5}/g
/** So long is a key of 16,384 bits. */
const longestKey = 20_000
const keyText = /(?:\\[nr]|[\s\w+/=:,.-]){0,20000}/y

/** From the first line of a key to its last, whatever stands before its lines; without a last one as far as it looks like one. */
function privateKeys(text: string): Span[] {
  const keys: Span[] = []
  let open: RegExpExecArray | undefined
  const close = (end: number) => {
    if (open) keys.push({ kind: 'SECRET', start: open.index, end })
    open = undefined
  }
  for (const mark of text.matchAll(keyMark)) {
    const isClosing = open && mark.index - open.index < longestKey
    if (isClosing) close(mark.index + mark[0].length)
    else if (open) close(endOfKey(text, open))
    if (mark[1] === 'BEGIN' && !isClosing) open = mark
  }
  if (open) close(endOfKey(text, open))
  return keys
}

function endOfKey(text: string, open: RegExpExecArray): number {
  keyText.lastIndex = open.index + open[0].length
  keyText.test(text)
  return Math.max(keyText.lastIndex, open.index + open[0].length)
}
