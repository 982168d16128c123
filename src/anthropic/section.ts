import { didYouMean } from '../core/near-names.ts'
import { joined, nameOf, type YamlMapping, type YamlNode } from '../policy/yaml-node.ts'
import { clip, oneLine } from '../render/visible.ts'

/** Takes what is wrong at an offset of the file, with the key path from its root. */
export type Tell = (at: number, keyPath: string, sentences: string) => void

/** One mapping of a file whose keys are known; what is wrong with it is told, and then undefined is returned. */
export class Section {
  readonly keys: readonly string[]
  readonly #node: YamlMapping
  readonly #keyPath: string
  readonly #tell: Tell

  constructor(node: YamlMapping, keyPath: string, tell: Tell) {
    this.keys = [...node.entries.keys()]
    this.#node = node
    this.#keyPath = keyPath
    this.#tell = tell
  }

  /** Tells every key that is none of these. */
  only(known: readonly string[]): this {
    for (const [key, { keyAt }] of this.#node.entries) {
      if (known.includes(key)) continue
      const near = didYouMean(key, known) || `Keys are ${known.join(', ')}.`
      this.#tell(keyAt, joined(this.#keyPath, key), `There is no such key. ${near}`)
    }
    return this
  }

  section(key: string): Section | undefined {
    const node = this.#required(key, 'Write a mapping there.')
    if (!node) return undefined
    if (node.kind === 'mapping') return new Section(node, joined(this.#keyPath, key), this.#tell)
    return this.#wrong(key, node, `This is ${nameOf(node)}. Write a mapping.`)
  }

  number(key: string, range: { readonly least: number; readonly most: number }): number | undefined {
    const node = this.#required(key, 'Write a number.')
    if (!node) return undefined
    const value = node.kind === 'scalar' ? node.value : undefined
    if (typeof value === 'number' && value >= range.least && value <= range.most) return value
    return this.#wrong(key, node, `This is no number from ${range.least} to ${range.most}. Write one.`)
  }

  word(key: string, words: readonly string[]): string | undefined {
    const node = this.#required(key, `Write ${words.join(' or ')}.`)
    return node && this.#oneOf(key, node, words)
  }

  /** A list of words; empty where it is left out. */
  words(key: string, words: readonly string[]): readonly string[] {
    const node = this.#node.entries.get(key)?.value
    if (!node) return []
    if (node.kind === 'sequence') return node.items.flatMap((item) => this.#oneOf(key, item, words) ?? [])
    this.#wrong(key, node, `This is ${nameOf(node)}. Write a list: \`[${words.join(', ')}]\`.`)
    return []
  }

  /** Tells what is wrong with the value of a key for a reason that its form does not show. */
  object(key: string, sentences: string): void {
    const node = this.#node.entries.get(key)?.value
    if (node) this.#wrong(key, node, sentences)
  }

  has(key: string): boolean {
    return this.#node.entries.has(key)
  }

  #oneOf(key: string, node: YamlNode, words: readonly string[]): string | undefined {
    const value = node.kind === 'scalar' ? String(node.value) : ''
    if (words.includes(value)) return value
    const next = didYouMean(value, words) || `Write ${words.join(' or ')}.`
    const said = value === '' ? 'This' : `\`${clip(oneLine(value), 80)}\``
    return this.#wrong(key, node, `${said} cannot stand here. ${next}`)
  }

  #required(key: string, next: string): YamlNode | undefined {
    const node = this.#node.entries.get(key)?.value
    if (!node) this.#tell(this.#node.at, joined(this.#keyPath, key), `This is missing. ${next}`)
    return node
  }

  #wrong(key: string, { at }: YamlNode, sentences: string): undefined {
    this.#tell(at, joined(this.#keyPath, key), sentences)
  }
}
