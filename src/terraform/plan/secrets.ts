import { isSecretByName } from '../../core/terraform/secret-names.ts'
import { embedded, isObject, type Json } from './json.ts'
import { Needles } from './needles.ts'
import { isTelling, passwordsIn } from './secret-forms.ts'

export interface Secret {
  /** What it is, as the middle of a clause: `the value of var.db_password, which is sensitive`. */
  readonly origin: string
  /** Whether its standing elsewhere in clear is worth telling. */
  readonly telling: boolean
}

export interface Sighting extends Secret {
  /** It is all of the text that was searched. */
  readonly whole: boolean
}

/** The secrets of one plan, to be found again anywhere in it: as they are, in base64, in URLs, in JSON, in connection strings. */
export class Secrets {
  readonly #needles = new Needles<Secret & { readonly text: string }>()
  readonly #known = new Set<string>()

  /** Takes every text inside a value, and what is a secret inside these texts. */
  addAll(raw: Json, origin: string, isNamedSecret = false): void {
    if (typeof raw === 'string') this.add(raw, { origin, telling: isNamedSecret || isTelling(raw) })
    else if (typeof raw === 'number') this.add(String(raw), { origin, telling: isNamedSecret })
    else if (Array.isArray(raw)) for (const item of raw) this.addAll(item, origin, isNamedSecret)
    else if (isObject(raw)) {
      for (const key of Object.keys(raw)) this.addAll(raw[key], origin, isNamedSecret)
    }
  }

  add(text: string, secret: Secret): void {
    if (this.#known.has(text)) return
    this.#known.add(text)
    for (const spelling of spellings(text)) this.#needles.add(spelling, { ...secret, text })
    for (const part of partsOf(text)) {
      if (part !== text) this.add(part, { ...secret, telling: true })
    }
  }

  /** Where a text holds a secret in any spelling. */
  find(text: string, isMeant: Meant = always): Sighting | undefined {
    for (const reading of readings(text)) {
      const found = this.#next(reading, 0, isMeant)
      if (found) return { ...found.meaning, whole: found.meaning.text === text }
    }
    return undefined
  }

  /** A sentence of the plan without the secrets in it. */
  scrubbed(text: string): string {
    return this.#without(text, always)
  }

  /** A name of the plan's own (a key, an attribute) without the secrets in it. Ordinary words stand in names by chance. */
  scrubbedName(text: string): string {
    return this.#without(text, (secret) => !isOrdinaryWord(secret))
  }

  #without(text: string, isMeant: Meant): string {
    if (!this.find(text, isMeant)) return text
    let rest = ''
    let at = 0
    for (let found = this.#next(text, 0, isMeant); found; found = this.#next(text, at, isMeant)) {
      rest += `${text.slice(at, found.start)}(sensitive)`
      at = found.end
    }
    rest += text.slice(at)
    return this.find(rest, isMeant) ? '(sensitive)' : rest
  }

  #next(text: string, from: number, isMeant: Meant) {
    let found = this.#needles.find(text, from)
    while (found && !isMeant(found.meaning.text)) found = this.#needles.find(text, found.start + 1)
    return found
  }
}

type Meant = (secret: string) => boolean
const always: Meant = () => true

/** `postgres`, `db-admin`, `Orders_2`: what a resource or a key may be called as well. */
function isOrdinaryWord(text: string): boolean {
  return text.length <= 100 && /^[A-Za-z]+(?:[-_.][A-Za-z]+)*[-_]?\d{0,4}$/.test(text)
}

/** A text as it stands, without the space around it, line by line where it has lines, and inside base64. */
function spellings(text: string): readonly string[] {
  const trimmed = text.trim()
  const lines = trimmed.includes('\n') ? trimmed.split('\n').filter((line) => isLongLine(line.trim())) : []
  return [text, trimmed, ...lines.map((line) => line.trim()), ...inBase64(text), ...inBase64(trimmed)]
}

function isLongLine(line: string): boolean {
  return line.length >= 20 && !line.startsWith('-----')
}

/** The part of its base64 that is the same whatever stands around the text, for each of the three ways to align it. */
function inBase64(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const start = Math.ceil((before * 8) / 6)
    const end = Math.floor(((before + bytes.length) * 8) / 6)
    const core = encoded.slice(start, end)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** Passwords of a connection string, and what is a secret by name in a JSON text. */
function partsOf(text: string): readonly string[] {
  const json = embedded(text)
  const parts = [...passwordsIn(text), ...(json === undefined ? [] : namedIn(json))]
  return parts.flatMap((part) => [part, withoutPercents(part)])
}

function namedIn(json: Json, name = ''): readonly string[] {
  if (typeof json === 'string') return isSecretByName(name, json) ? [json] : passwordsIn(json)
  if (Array.isArray(json)) return json.flatMap((item) => namedIn(item, name))
  return isObject(json) ? Object.entries(json).flatMap(([key, item]) => namedIn(item, key)) : []
}

/** The text, and what it says once its escapes are undone. */
function readings(text: string): readonly string[] {
  const all = [text]
  if (text.includes('%')) all.push(withoutPercents(text))
  if (text.includes('+')) all.push(withoutPercents(text.replaceAll('+', ' ')))
  let inner = text
  for (let depth = 0; depth < 3 && inner.includes('\\'); depth++) {
    inner = unescaped(inner)
    all.push(inner)
  }
  return all
}

function withoutPercents(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/gs, (_, code?: string, letter = '') =>
    code === undefined
      ? Object.hasOwn(escapes, letter)
        ? (escapes[letter] ?? '')
        : letter
      : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
