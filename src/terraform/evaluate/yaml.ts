import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml'
import { isList, isMap, isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import { exact, toText } from './convert.ts'
import { failed, tooLarge } from './failure.ts'

const largest = 1 << 20
const mostNodes = 100_000
const deepest = 60

/** The value of a YAML document as `yamldecode` reads it: YAML 1.1's booleans, merge keys, aliases. */
export function yamlValue(text: string): Value {
  if (text.length > largest) return tooLarge()
  try {
    const events = parseEvents(text, { maxDepth: deepest })
    const documents = events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length
    return documents === 1 ? new YamlReader(text, events).document() : failed('it is not one YAML document')
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    return error.reason.includes('maxDepth') ? tooLarge() : failed('it is no YAML')
  }
}

class YamlReader {
  readonly #text: string
  readonly #events: readonly Event[]
  readonly #anchors = new Map<string, Value>()
  #next = 1
  #nodes = 0

  constructor(text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
  }

  document(): Value {
    return this.#value()
  }

  #value(): Value {
    const event = this.#events[this.#next++]
    if (++this.#nodes > mostNodes) return tooLarge()
    if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return null
    const anchor = this.#text.slice(event.anchorStart, event.anchorEnd)
    if (event.type === EVENT_ID.ALIAS)
      return this.#anchors.get(anchor) ?? unknown('a YAML alias is not known')
    const value = this.#content(event)
    if (event.anchorStart >= 0) this.#anchors.set(anchor, value)
    return event.tagStart >= 0 ? unknown('YAML tags are not read') : value
  }

  #content(event: Event): Value {
    if (event.type === EVENT_ID.SEQUENCE) return this.#sequence()
    if (event.type === EVENT_ID.MAPPING) return this.#mapping()
    if (event.type !== EVENT_ID.SCALAR) return null
    const text = getScalarValue(this.#text, event)
    return event.style === SCALAR_STYLE.PLAIN ? plain(text) : text
  }

  #sequence(): Value {
    const items: Value[] = []
    while (!this.#closes()) items.push(this.#value())
    return items
  }

  #mapping(): Value {
    const entries = new Map<string, Value>()
    const merged: Value[] = []
    let open: Unknown | undefined
    while (!this.#closes()) {
      const merges = this.#mergeComes()
      const key = toText(this.#value())
      const value = this.#value()
      if (merges) merged.push(...(isList(value) ? value : [value]))
      else if (isUnknown(key)) open ??= key
      else entries.set(key, value)
    }
    return open ?? withMerged(entries, merged)
  }

  #mergeComes(): boolean {
    const event = this.#events[this.#next]
    if (event?.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.PLAIN) return false
    return getScalarValue(this.#text, event) === '<<'
  }

  #closes(): boolean {
    if (this.#next < this.#events.length && this.#events[this.#next]?.type !== EVENT_ID.POP) return false
    this.#next++
    return true
  }
}

/** Own keys count before merged ones, and earlier merged ones before later. */
function withMerged(entries: ReadonlyMap<string, Value>, merged: readonly Value[]): Value {
  const all = new Map(entries)
  for (const map of merged) {
    if (isUnknown(map)) return map
    if (!isMap(map)) return failed('only mappings can be merged')
    for (const [key, value] of map) if (!all.has(key)) all.set(key, value)
  }
  return all
}

function plain(text: string): Value {
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return null
  if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true
  if (/^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false
  if (/^\d{4}-\d\d?-\d\d?(?:$|[Tt \t])/.test(text) || /^[-+]?\.(?:inf|nan)$/i.test(text)) {
    return unknown('how YAML reads one of its values is not known')
  }
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return exact(Number(text))
  return /^0[xbo][0-9a-fA-F]+$/.test(text) ? exact(Number(text)) : text
}
