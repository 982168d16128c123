import type { Change } from '../core/change.ts'
import type { ChangeWords } from './change-words.ts'
import { compareText, count } from './words.ts'

// What becomes of resources where no plan says it. Those that hold data are named, the others counted.

export function isResourceChange({ kind }: Change): boolean {
  return kind.startsWith('resource-')
}

const told = [
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
  const order = ({ kind }: Change) => told.findIndex((one) => one.kind === kind)
  const named = unplanned
    .filter((change) => factsOf(change)?.holdsData === true)
    .toSorted((one, other) => order(one) - order(other) || compareText(one.subject.name, other.subject.name))
    .slice(0, mostNamed)
  const rest = new Set(unplanned)
  for (const change of named) rest.delete(change)
  return [...named.flatMap(namedRow), ...countedRow([...rest], named.length > 0)]
}

const factsOf = ({ before, after }: Change) => after ?? before

function namedRow({ kind, subject }: Change): ChangeWords[] {
  const row = told.find((one) => one.kind === kind)
  if (!row) return []
  return [{ sign: row.sign, noun: 'resource', name: { code: subject.name }, detail: [{ words: row.words }] }]
}

function countedRow(changes: readonly Change[], isMore: boolean): ChangeWords[] {
  if (changes.length === 0) return []
  const amounts = told.flatMap(({ kind, amount }) => {
    const found = changes.filter((change) => change.kind === kind).length
    return found > 0 ? [`${found} ${amount}`] : []
  })
  const sign = changes.every(({ kind }) => kind === 'resource-created') ? '+' : '▲'
  const name = count(changes.length, isMore ? 'other' : 'resource')
  return [{ sign, noun: 'resources', name: { words: name }, detail: [{ words: amounts.join(', ') }] }]
}
