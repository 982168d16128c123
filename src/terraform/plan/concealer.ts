import { isLikelySecret, isSecretByName, isSecretName } from '../../core/terraform/secret-names.ts'
import { secretsInText } from '../../core/terraform/secrets-in-text.ts'
import { isList, isMap, type Masked, type Path, pathText, type Value } from '../../core/terraform/value.ts'
import type { Draft } from './draft.ts'
import type { Masks } from './marked-value.ts'
import { type Inside, insideOf, namedTexts, optionBefore, pairName, shapeInside } from './named-secrets.ts'
import { isSurelyDrawn, secretShape } from './secret-forms.ts'
import type { Secrets } from './secrets.ts'

/** A secret that stood in clear. */
export interface Found {
  readonly path: Path
  readonly because: string
  /** That of its mask. */
  readonly number: number
}

/** Names of types, resources, modules and attributes, with dots between them. */
const isOfCode = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/

const keyInAddress = /\[(?:\d{1,20}|"(?:[^"\\]|\\.)*")\]/gs

/** A value without its secrets, and those that are worth telling, by the text of their path. */
export interface Shown {
  readonly value: Value
  readonly found: ReadonlyMap<string, Found>
}

/** Puts masks in the place of secrets that nobody marked: known ones, those with the name of one, those with the shape of one. */
export class Concealer {
  readonly #secrets: Secrets
  readonly #masks: Masks
  /** The same texts stand in a plan many times. */
  readonly #known = new Map<string, Reason | undefined>()
  readonly #inside = new Map<string, Inside>()

  constructor({ secrets, masks }: Pick<Draft, 'secrets' | 'masks'>) {
    this.#secrets = secrets
    this.#masks = masks
  }

  /** Makes known what is a secret by its name, before anything is shown. `name` is what the value itself is called. */
  takeNamed(value: Value, address: string, name = ''): void {
    for (const { text, path, name: called } of namedTexts(value, name)) {
      const at = () => (path.length === 0 ? address : `${address}.${pathText(path)}`)
      if (isSecretByName(called, text)) {
        this.#secrets.add(text, { origin: `the value of ${at()}, a secret by its name`, telling: true })
      } else {
        for (const secret of this.#insideOf(text).known)
          this.#secrets.add(secret, { origin: `a secret that stands in ${at()}`, telling: true })
      }
    }
  }

  /** A name or a sentence of the plan's own, without the secrets in it. What stands in the code as well is left. */
  text(text: string): string {
    return isOfCode.test(text) ? text : this.#secrets.scrubbedName(text)
  }

  /** A key of a map, which a value may have given. */
  key(text: string): string {
    return this.#secrets.scrubbedName(text)
  }

  /** An address: secrets can only be in its keys. */
  address(text: string): string {
    if (!isOfCode.test(text.replace(keyInAddress, ''))) return this.key(text)
    return text.replace(keyInAddress, (key) => (this.key(key) === key ? key : '["(sensitive)"]'))
  }

  /** A sentence of somebody else's code, which may hold anything: what looks like a secret is cut out of it. */
  message(text: string): string {
    let rest = this.#secrets.scrubbed(text)
    for (const secret of secretsInText(rest)) rest = rest.replaceAll(secret, '(sensitive)')
    return this.#reasonAnew(rest) ? '(sensitive)' : rest
  }

  value(value: Value, name = ''): Shown {
    const found = new Map<string, Found>()
    const shown = this.#shown(value, { name, found })
    return { value: shown, found }
  }

  #shown(value: Value, at: At): Value {
    if (typeof value === 'string') return this.#shownText(value, at)
    if (typeof value === 'number') return this.#shownNumber(value, at)
    if (isList(value)) {
      const items = value.map((item, i) =>
        this.#shown(item, {
          name: optionBefore(value[i - 1]) ?? at.name,
          found: at.found,
          key: i,
          outer: at,
        }),
      )
      return items.every((item, i) => item === value[i]) ? value : items
    }
    return isMap(value) ? this.#shownMap(value, at) : value
  }

  #shownMap(map: ReadonlyMap<string, Value>, at: At): Value {
    const pair = pairName(map)
    let isSame = true
    const entries = [...map].map(([key, item]): [string, Value] => {
      const shownKey = this.key(key)
      const name = pair !== undefined && key === 'value' ? pair : key
      const shown = this.#shown(item, { name, found: at.found, key: shownKey, outer: at })
      isSame &&= shown === item && shownKey === key
      return [shownKey, shown]
    })
    return isSame ? map : new Map(entries)
  }

  #shownText(text: string, at: At): Value {
    const { name, found } = at
    const reason = isSecretByName(name, text)
      ? { because: `it is called ${this.text(name)}`, telling: true }
      : (this.#reasonOf(text) ?? likely(name, text))
    if (!reason) return text
    const mask = this.#masks.of(text)
    if (reason.telling) tell(found, { path: pathTo(at), because: reason.because, number: mask.number })
    return mask
  }

  #shownNumber(number: number, at: At): Value {
    const { name, found } = at
    const text = String(number)
    const isNamed = isSecretName(name) && text.length >= 4
    if (!isNamed && (text.length < 6 || !this.#secrets.find(text)?.whole)) return number
    const mask: Masked = this.#masks.of(number)
    if (isNamed)
      tell(found, { path: pathTo(at), because: `it is called ${this.text(name)}`, number: mask.number })
    return mask
  }

  #reasonOf(text: string): Reason | undefined {
    if (this.#known.has(text)) return this.#known.get(text)
    const reason = this.#reasonAnew(text)
    this.#known.set(text, reason)
    return reason
  }

  #reasonAnew(text: string): Reason | undefined {
    const sighting = this.#secrets.find(text)
    if (sighting) {
      const origin = this.text(sighting.origin)
      return { because: sighting.whole ? `it is ${origin}` : `it holds ${origin}`, telling: sighting.telling }
    }
    const shape = secretShape(text) ?? shapeInside(text)
    if (shape !== undefined) return { because: shape, telling: true }
    const { hidden } = this.#insideOf(text)
    return hidden.length === 0
      ? undefined
      : { because: 'it holds what stands where a secret would', telling: hidden.some(isSurelyDrawn) }
  }

  #insideOf(text: string): Inside {
    const inside = this.#inside.get(text) ?? insideOf(text)
    this.#inside.set(text, inside)
    return inside
  }
}

function likely(name: string, text: string): Reason | undefined {
  return isLikelySecret(name, text)
    ? { because: 'its name may be that of a secret', telling: false }
    : undefined
}

/** Where a value stands: few are told, so that paths are put together only then. */
interface At {
  readonly outer?: At
  readonly key?: string | number
  /** The nearest key above: what the value is called. */
  readonly name: string
  readonly found: Map<string, Found>
}

function pathTo(at: At): Path {
  const path: (string | number)[] = []
  for (let each: At | undefined = at; each; each = each.outer) if (each.key !== undefined) path.push(each.key)
  return path.reverse()
}

interface Reason {
  readonly because: string
  readonly telling: boolean
}

function tell(found: Map<string, Found>, one: Found): void {
  found.set(pathText(one.path), one)
}
