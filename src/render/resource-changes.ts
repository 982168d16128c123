import type { Change } from '../core/change.ts'
import { declaredAddress } from '../core/terraform/address.ts'
import type { ChangeWords } from './change-row.ts'
import { compareText, count } from './words.ts'

// What becomes of resources where no plan says it. Those that hold data are named, the others counted.

export function isResourceChange({ kind }: Change): boolean {
  return kind.startsWith('resource-')
}

const outcomes = [
  {
    kind: 'resource-destroyed',
    sign: '✕',
    words: 'the code no longer declares it',
    amount: 'no longer declared',
  },
  {
    kind: 'resource-forgotten',
    sign: '▲',
    words: 'the code lets go of it, and keeps it',
    amount: 'let go of',
  },
  { kind: 'resource-replaced', sign: '▲', words: 'replaced', amount: 'replaced' },
  { kind: 'resource-updated', sign: '▲', words: 'changed', amount: 'changed' },
  { kind: 'resource-moved', sign: '+', words: 'moved', amount: 'moved' },
  { kind: 'resource-created', sign: '+', words: 'new', amount: 'new' },
] as const

const mostNamed = 12

/** Rows for resources that the code alone speaks of; what a plan says stands with the plan. */
export function resourceWords(changes: readonly Change[]): ChangeWords[] {
  const unplanned = changes.filter((change) => isResourceChange(change) && factsOf(change)?.planned !== true)
  const order = ({ kind }: Change) => outcomes.findIndex((one) => one.kind === kind)
  const holding = unplanned
    .filter((change) => factsOf(change)?.holdsData === true)
    .toSorted((one, other) => order(one) - order(other) || compareText(one.subject.name, other.subject.name))
  const blocks = Map.groupBy(holding, ({ kind, subject }) => `${kind} ${declaredAddress(subject.name)}`)
  const named = [...blocks.values()].slice(0, mostNamed)
  const told = new Set(named.flat())
  const rest = unplanned.filter((change) => !told.has(change))
  return [...named.flatMap(namedRow), ...countedRow(rest, named.length > 0)]
}

const factsOf = ({ before, after }: Change) => after ?? before

/** One block, whatever its keys. */
function namedRow(block: readonly Change[]): ChangeWords[] {
  const [change] = block
  const row = outcomes.find((one) => one.kind === change?.kind)
  if (!change || !row) return []
  const others = block.length > 1 ? [{ words: `and ${block.length - 1} more of its keys ·` }] : []
  const detail = [...others, { words: row.words }]
  return [{ sign: row.sign, noun: 'resource', name: { code: change.subject.name }, detail }]
}

function countedRow(changes: readonly Change[], isMore: boolean): ChangeWords[] {
  if (changes.length === 0) return []
  const amounts = outcomes.flatMap(({ kind, amount }) => {
    const found = changes.filter((change) => change.kind === kind).length
    return found > 0 ? [`${found} ${amount}`] : []
  })
  const signs = new Set(changes.map(({ kind }) => outcomes.find((one) => one.kind === kind)?.sign ?? '▲'))
  const [sign = '▲'] = signs.size === 1 ? signs : []
  const name = count(changes.length, isMore ? 'other' : 'resource')
  return [{ sign, noun: 'resources', name: { words: name }, detail: [{ words: amounts.join(', ') }] }]
}
