import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import {
  joined,
  nameOf,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
  type YamlSequence,
} from './yaml-node.ts'

const mostNodes = 20_000

/** What YAML allows and a policy does not; caught by `readYaml`. */
export class Refused extends Error {
  readonly at: number
  readonly next: string
  readonly keyPath: string

  constructor(at: number, message: string, next: string, keyPath = '') {
    super(message)
    this.at = at
    this.next = next
    this.keyPath = keyPath
  }
}

/** Builds nodes from parser events. */
export class Reader {
  readonly #text: string
  readonly #events: readonly Event[]
  readonly #anchors = new Map<string, { node: YamlNode; nodes: number } | 'open'>()
  #next = 0
  #nodes = 0

  constructor(text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
  }

  document(): YamlNode | undefined {
    const documents = this.#events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length
    if (documents === 0) return undefined
    if (documents > 1) {
      const second = this.#text.search(/(?<=\S[\s\S]*?[\r\n])---(?=\s|$)/)
      throw new Refused(
        Math.max(second, 0),
        'The file holds more than one YAML document.',
        'Keep one and remove `---`.',
      )
    }
    this.#next = 1
    const empty = this.#events[1]?.type === EVENT_ID.POP
    const root = empty ? undefined : this.#node(0, '')
    return root?.kind === 'scalar' && root.value === null ? undefined : root
  }

  #node(near: number, keyPath: string): YamlNode {
    const event = this.#events[this.#next++]
    if (!event || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT)
      throw new Error('unbalanced YAML events')
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event.anchorStart, event.anchorEnd, keyPath)
    const at = event.type === EVENT_ID.SCALAR ? startOf(event, near) : event.start
    if (event.tagStart >= 0) {
      throw new Refused(
        event.tagStart,
        'YAML tags are not supported here.',
        'Write the plain value.',
        keyPath,
      )
    }
    const anchor = event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd)
    if (anchor !== undefined) this.#anchors.set(anchor, 'open')
    const before = this.#nodes
    this.#count(1, at, keyPath)
    const node = this.#content(event, at, keyPath)
    if (anchor !== undefined) this.#anchors.set(anchor, { node, nodes: this.#nodes - before })
    return node
  }

  #content(event: Event, at: number, keyPath: string): YamlNode {
    if (event.type === EVENT_ID.SCALAR) {
      const text = getScalarValue(this.#text, event)
      return { kind: 'scalar', at, value: event.style === SCALAR_STYLE.PLAIN ? resolve(text) : text }
    }
    return event.type === EVENT_ID.SEQUENCE ? this.#sequence(at, keyPath) : this.#mapping(at, keyPath)
  }

  #alias(start: number, end: number, keyPath: string): YamlNode {
    const name = this.#text.slice(start, end)
    const found = this.#anchors.get(name)
    if (!found)
      throw new Refused(start, `Nothing is called \`&${name}\`.`, 'Write the value itself.', keyPath)
    if (found === 'open')
      throw new Refused(start, `\`*${name}\` contains itself.`, 'Write the value itself.', keyPath)
    this.#count(found.nodes, start, keyPath)
    return { ...found.node, at: start }
  }

  #sequence(at: number, keyPath: string): YamlSequence {
    const items: YamlNode[] = []
    while (!this.#closes()) items.push(this.#node(at, `${keyPath}[${items.length}]`))
    return { kind: 'sequence', at, items }
  }

  #mapping(at: number, keyPath: string): YamlMapping {
    const entries = new Map<string, { keyAt: number; value: YamlNode }>()
    while (!this.#closes()) {
      const key = this.#node(at, keyPath)
      if (key.kind !== 'scalar') {
        throw new Refused(
          key.at,
          `A key cannot be ${nameOf(key)}.`,
          'Use a word, quoted if need be.',
          keyPath,
        )
      }
      const name = String(key.value)
      const path = joined(keyPath, name)
      if (name === '<<')
        throw new Refused(key.at, 'Merge keys (`<<`) are not supported.', 'Use `extends`.', path)
      if (entries.has(name)) {
        throw new Refused(
          key.at,
          `The key \`${name}\` stands twice.`,
          'Keep one; only one could count.',
          path,
        )
      }
      entries.set(name, { keyAt: key.at, value: this.#node(key.at, path) })
    }
    return { kind: 'mapping', at, entries }
  }

  #closes(): boolean {
    if (this.#events[this.#next]?.type !== EVENT_ID.POP) return false
    this.#next++
    return true
  }

  #count(nodes: number, at: number, keyPath: string): void {
    this.#nodes += nodes
    if (this.#nodes <= mostNodes) return
    throw new Refused(
      at,
      `The policy holds more than ${mostNodes} values.`,
      'Use rule patterns and fewer aliases.',
      keyPath,
    )
  }
}

/** Where a scalar begins, its opening quote included; an empty one stands where its key does. */
function startOf({ valueStart, style }: ScalarEvent, near: number): number {
  if (valueStart < 0) return near
  return style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED
    ? valueStart - 1
    : valueStart
}

/** A plain scalar by YAML 1.2's core schema; `off`, `yes` and `no` are texts there. */
function resolve(text: string): YamlScalar['value'] {
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)) return Number(text)
  return text
}
