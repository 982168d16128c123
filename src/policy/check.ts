import { globProblem, ruleMatcher } from '../core/glob.ts'
import { didYouMean } from '../core/near-names.ts'
import type { OptionValue, Rule } from '../core/rule.ts'
import { mostErrors } from './errors.ts'
import type { Explained } from './explain.ts'
import { joined, nameOf, type YamlMapping, type YamlNode } from './yaml-node.ts'

/** What a policy needs to know of a rule it names. */
export type KnownRule = Pick<Rule, 'id' | 'aliases' | 'options'> & {
  /** A custom rule of a parent: a policy may set it, or define it anew. */
  readonly custom?: true
}

/** What no schema can tell: rules that do not exist, options a rule does not have, path patterns that cannot match. */
export function checkMeaning(root: YamlMapping, rules: readonly KnownRule[] | undefined): Explained[] {
  const names = new RuleNames(rules && [...rules, ...customRules(at(root, 'custom'))])
  const found: Explained[] = []
  for (const [key, { keyAt, value }] of mapping(at(root, 'rules'))) {
    const keyPath = joined('rules', key)
    found.push(
      ...names.problems(key, keyAt, keyPath),
      ...globProblems(at(value, 'paths'), `${keyPath}.paths`),
    )
    for (const [option, entry] of mapping(at(value, 'options'))) {
      found.push(
        ...names.optionProblems(key, option, { ...entry, keyPath: joined(`${keyPath}.options`, option) }),
      )
    }
  }
  for (const [index, item] of items(at(at(root, 'suppressions'), 'forbidden')).entries()) {
    if (typeof item.value === 'string')
      found.push(...names.problems(item.value, item.at, `suppressions.forbidden[${index}]`))
  }
  for (const [index, item] of sequence(at(root, 'databases')).entries()) {
    found.push(
      ...globProblems(at(item, 'paths'), `databases[${index}].paths`),
      ...pathProblems(at(item, 'statistics'), `databases[${index}].statistics`),
    )
  }
  return [...found, ...customProblems(at(root, 'custom'), names)]
}

/** The rules a name in a policy stands for: an id, an alias or a pattern. */
export function rulesNamed(name: string, rules: readonly KnownRule[]): readonly KnownRule[] {
  const matches = ruleMatcher(name)
  return rules.filter(({ id, aliases = [] }) => [id, ...aliases].some(matches))
}

class RuleNames {
  readonly #rules: readonly KnownRule[] | undefined
  #guesses = 0

  constructor(rules: readonly KnownRule[] | undefined) {
    this.#rules = rules
  }

  has(id: string): boolean {
    return this.#rules?.some((rule) => rule.id === id && !rule.custom) ?? false
  }

  problems(name: string, at: number, keyPath: string): Explained[] {
    if (name === 'sluice/not-evaluated') {
      const message = 'What could not be read is not enforced by a rule.'
      return [
        { at, keyPath, message, next: 'Write `on: { not_evaluated: block }`, with block, warn or ignore.' },
      ]
    }
    if (!this.#rules || rulesNamed(name, this.#rules).length > 0) return []
    if (name.includes('*')) {
      return [
        {
          at,
          keyPath,
          message: 'No rule matches this pattern.',
          next: '`sluice rules` lists them: `postgres/*`.',
        },
      ]
    }
    return [
      {
        at,
        keyPath,
        message: 'There is no such rule.',
        next: this.#guess(name) || '`sluice rules` lists them.',
      },
    ]
  }

  optionProblems(name: string, option: string, { keyAt, value, keyPath }: OptionPlace): Explained[] {
    if (!this.#rules) return []
    const named = rulesNamed(name, this.#rules)
    if (named.length === 0) return []
    const known = named.flatMap(({ options = {} }) => Object.entries(options))
    const defaults = known.filter(([key]) => key === option).map(([, { default: value }]) => value)
    if (defaults.length === 0) {
      const keys = known.map(([key]) => key)
      const next =
        keys.length === 0
          ? 'It has no options.'
          : didYouMean(option, keys) || `It has: ${[...new Set(keys)].join(', ')}.`
      return [{ at: keyAt, keyPath, message: 'The rule has no such option.', next }]
    }
    if (defaults.some((value_) => typeOf(value_) === typeOfNode(value))) return []
    const [first] = defaults
    return [
      {
        at: value.at,
        keyPath,
        message: `This is ${nameOf(value)}.`,
        next: `Write ${typeOf(first ?? '')}, such as ${JSON.stringify(first)}.`,
      },
    ]
  }

  /** A thousand wrong names are one mistake: guessing for the errors that are shown is enough. */
  #guess(name: string): string {
    if (++this.#guesses > mostErrors) return ''
    return didYouMean(
      name,
      (this.#rules ?? []).flatMap(({ id, aliases = [] }) => [id, ...aliases]),
    )
  }
}

interface OptionPlace {
  readonly keyAt: number
  readonly value: YamlNode
  readonly keyPath: string
}

function typeOf(value: OptionValue): string {
  if (typeof value === 'object') return 'a list'
  return typeof value === 'string' ? 'a text' : typeof value === 'number' ? 'a number' : 'true or false'
}

function typeOfNode(node: YamlNode): string {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return 'true or false'
  return nameOf(node)
}

function globProblems(node: YamlNode | undefined, keyPath: string): Explained[] {
  return items(node).flatMap(({ at, value }, index) => {
    const problem = typeof value === 'string' && value.trim() !== '' ? globProblem(value) : undefined
    if (!problem) return []
    const [message = '', next = ''] = problem.split('; ')
    return [
      {
        at,
        keyPath: `${keyPath}[${index}]`,
        message: `The pattern ${message}.`,
        next: `${next.slice(0, 1).toUpperCase()}${next.slice(1)}.`,
      },
    ]
  })
}

function pathProblems(node: YamlNode | undefined, keyPath: string): Explained[] {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return []
  if (!/^[/\\]|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)|\\/.test(node.value)) return []
  return [
    {
      at: node.at,
      keyPath,
      message: 'This path leaves the repository.',
      next: 'Write a path from its root: `.github/table-stats.json`.',
    },
  ]
}

function customRules(node: YamlNode | undefined): KnownRule[] {
  const ids = sequence(node).map((item) => at(item, 'id'))
  return ids.flatMap((id) => (id?.kind === 'scalar' ? [{ id: String(id.value), custom: true as const }] : []))
}

function customProblems(node: YamlNode | undefined, names: RuleNames): Explained[] {
  const seen = new Set<string>()
  return sequence(node).flatMap((item, index) => {
    const id = at(item, 'id')
    if (id?.kind !== 'scalar' || typeof id.value !== 'string') return []
    const taken = names.has(id.value) || seen.has(id.value)
    seen.add(id.value)
    const message = `\`${id.value}\` is taken by another rule.`
    return taken
      ? [{ at: id.at, keyPath: `custom[${index}].id`, message, next: 'Give it an id of your own.' }]
      : []
  })
}

function at(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'mapping' ? node.entries.get(key)?.value : undefined
}

const mapping = (node: YamlNode | undefined) => (node?.kind === 'mapping' ? [...node.entries] : [])
const sequence = (node: YamlNode | undefined) => (node?.kind === 'sequence' ? node.items : [])
const items = (node: YamlNode | undefined) => sequence(node).filter((item) => item.kind === 'scalar')
