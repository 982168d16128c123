import { ruleMatcher } from '../../core/glob.ts'
import { type Name, partsOf } from '../../core/name.ts'
import type { Span } from './span.ts'

/** Relations that a policy keeps back: `name` in any schema, `schema.name`, `pii.*`; letters of either case, quoted or not. */
export class Relations {
  readonly #patterns: readonly Pattern[]

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map(patternOf)
  }

  /** Whether a relation is one of them. One without a schema is in `public`. */
  holds(relation: Name): boolean {
    const parts = partsOf(relation.toLowerCase())
    const [name = '', schema = 'public'] = parts.toReversed()
    return this.#patterns.some((each) => each.isName(name) && each.isSchema(schema))
  }

  /** The pattern by which a text names one, anywhere and as whatever; a name alone counts where the schema is named elsewhere. */
  namedIn(text: string): string | undefined {
    if (this.#patterns.length === 0) return undefined
    const { words, chains } = namesIn(text)
    return this.#patterns.find((each) => names(each, words, chains))?.text
  }

  /** Where they are named in a text. A name without a schema counts as theirs. */
  placesIn(text: string): Span[] {
    if (this.#patterns.length === 0) return []
    return Array.from(text.matchAll(chain)).flatMap(({ index, 0: found }): Span[] => {
      const parts = placed(found, index)
      return parts.flatMap((part, at) => {
        const schema = parts[at - 1]
        const is = this.#patterns.some((each) => each.isName(part.name) && fits(each, schema?.name))
        return is ? [{ kind: 'RELATION', start: schema?.start ?? part.start, end: part.end }] : []
      })
    })
  }
}

interface Pattern {
  readonly text: string
  readonly isAnySchema: boolean
  /** Whether it stands for everything in its schema. */
  readonly isWhole: boolean
  isName(name: string): boolean
  isSchema(schema: string): boolean
}

function patternOf(text: string): Pattern {
  const [name = '', schema] = partsOf(text.trim().toLowerCase()).toReversed()
  return {
    text,
    isAnySchema: schema === undefined || schema === '*',
    isWhole: name === '*',
    isName: ruleMatcher(name),
    isSchema: ruleMatcher(schema ?? '*'),
  }
}

/** With a schema beside it, by that; without one, unless the pattern is a whole schema. */
function fits(pattern: Pattern, schema: string | undefined): boolean {
  if (schema !== undefined && pattern.isSchema(schema)) return true
  return pattern.isAnySchema || (schema === undefined && !pattern.isWhole)
}

/** Identifiers joined by dots, in the quotes of any dialect. Long ones are no names. */
const chain =
  /(?:[\p{L}\p{N}_$]{1,128}|"[^"\r\n]{1,128}"|`[^`\r\n]{1,300}`)(?:\s{0,3}\.\s{0,3}(?:[\p{L}\p{N}_$]{1,128}|"[^"\r\n]{1,128}"|`[^`\r\n]{1,300}`)){0,4}/gu
const part = /[\p{L}\p{N}_$]{1,128}|"[^"\r\n]{1,128}"|`[^`\r\n]{1,300}`/gu

interface Part {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** The parts of a chain; one in quotes that holds words of its own is these too. */
function placed(found: string, offset: number): Part[] {
  return Array.from(found.matchAll(part)).map(({ index, 0: text }) => ({
    name: text.replace(/^["`]|["`]$/g, '').toLowerCase(),
    start: offset + index,
    end: offset + index + text.length,
  }))
}

interface Named {
  /** Every identifier and every word, whatever it is part of. */
  readonly words: ReadonlySet<string>
  /** `schema.name` of neighbours, `.name` of those that have nothing before them. */
  readonly chains: ReadonlySet<string>
}

function namesIn(text: string): Named {
  const words = new Set<string>()
  const chains = new Set<string>()
  const take = (found: string) => {
    const parts = placed(found, 0)
    for (const [at, { name }] of parts.entries()) {
      words.add(name)
      chains.add(`${parts[at - 1]?.name ?? ''}.${name}`)
    }
  }
  for (const [found] of text.matchAll(chain)) take(found)
  // What stands in quotes is a text in some languages, and names in it are names as well.
  for (const [found] of text.replace(/["`']/g, ' ').matchAll(chain)) take(found)
  return { words, chains }
}

function names(pattern: Pattern, words: Named['words'], chains: Named['chains']): boolean {
  if (pattern.isAnySchema) return !pattern.isWhole && some(words, pattern.isName)
  const isSchemaNamed = some(words, pattern.isSchema)
  if (pattern.isWhole || !isSchemaNamed) return isSchemaNamed
  return some(chains, (each) => {
    const dot = each.indexOf('.')
    const schema = each.slice(0, dot)
    return pattern.isName(each.slice(dot + 1)) && (schema === '' || pattern.isSchema(schema))
  })
}

function some(all: ReadonlySet<string>, holds: (each: string) => boolean): boolean {
  for (const each of all) if (holds(each)) return true
  return false
}
