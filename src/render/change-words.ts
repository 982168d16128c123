import type { Change, ChangeKind, ChangeValue } from '../core/change.ts'
import type { ChangeWords, DetailPart } from './change-row.ts'
import { isResourceChange, resourceWords } from './resource-changes.ts'

/**
 * Changes in the order of the report: what takes away first, then what alters, then what adds. Of resources those that no plan speaks of,
 * and by name only what holds data.
 */
export function changeWords(changes: readonly Change[]): ChangeWords[] {
  const words = [
    ...changes.filter((change) => !isResourceChange(change)).map(wordsOf),
    ...resourceWords(changes),
  ]
  return words.sort((one, other) => signs.indexOf(one.sign) - signs.indexOf(other.sign))
}

/** Whether a change may take something from somebody who reads the data today. */
export function isDisruptive(change: Change): boolean {
  return signOf(change) !== '+'
}

const signs: readonly ChangeWords['sign'][] = ['✕', '▲', '+']
const taking = /-(?:dropped|removed|destroyed|forgotten)$/
const adding = /-(?:added|created|validated|moved)$/

function wordsOf(change: Change): ChangeWords {
  return {
    sign: signOf(change),
    noun: nounOf(change.kind),
    name: { code: change.subject.name },
    detail: detailOf(change),
  }
}

function signOf({ kind, before, after }: Change): ChangeWords['sign'] {
  if (kind === 'rows-written' && /^(?:delete|truncate)$/.test(String(after?.statement))) return '✕'
  if (kind === 'view-changed' && before === undefined) return '+'
  if (kind === 'view-changed' && after === undefined) return '✕'
  if (taking.test(kind)) return '✕'
  return adding.test(kind) ? '+' : '▲'
}

const rowWords: Readonly<Record<string, string>> = {
  insert: 'inserted',
  update: 'updated',
  delete: 'deleted',
  truncate: 'all deleted',
  merge: 'merged',
  copy: 'copied',
}

/** `on orders (status)`, and what else there is to say. */
function indexParts({ table, columns, ...rest }: ChangeValue): DetailPart[] {
  const listed = typeof columns === 'object' ? (columns ?? []).join(', ') : String(columns)
  return joined([[{ words: 'on' }, { code: `${String(table)} (${listed})` }], factsOf(rest)])
}

function nounOf(kind: ChangeKind): string {
  if (kind === 'column-type-changed') return 'type'
  if (kind === 'rows-written') return 'rows'
  return kind.replace(/-(?:[a-z]+)$/, '').replaceAll('-', ' ')
}

function detailOf(change: Change): DetailPart[] {
  const { kind, before, after } = change
  if (kind === 'rows-written') return [{ words: rowWords[String(after?.statement)] ?? 'written' }]
  if (kind === 'index-added' && after?.table && after.columns) return indexParts(after)
  const verb = kind.slice(kind.lastIndexOf('-') + 1)
  if (kind === 'view-changed' && before === undefined && after) return factsOf(after)
  if (kind === 'view-changed' && after === undefined) return [{ words: 'dropped' }]
  if (verb === 'changed' || verb === 'renamed' || verb === 'weakened' || verb === 'updated') {
    const parts = differences(before, after)
    return parts.length > 0 ? parts : [{ words: verb }]
  }
  const facts = factsOf(verb === 'dropped' || verb === 'removed' ? undefined : after)
  return facts.length > 0 ? facts : [{ words: verb }]
}

/** `numeric(10,2)` → `double precision`, for every key whose value differs. */
function differences(before: ChangeValue = {}, after: ChangeValue = {}): DetailPart[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const differing = keys.filter((key) => String(before[key]) !== String(after[key]))
  return joined(
    differing.map((key) => [
      ...(differing.length > 1 ? [{ words: label(key) }] : []),
      ...(before[key] === undefined ? [] : [stateOf(key, before[key])]),
      { words: '→' },
      stateOf(key, after[key]),
    ]),
  )
}

function factsOf(value: ChangeValue = {}): DetailPart[] {
  return joined(Object.entries(value).map(([key, part]) => factOf(key, part)))
}

/** A fact as a phrase; nothing for what goes without saying. */
function factOf(key: string, value: ChangeValue[string] | undefined): DetailPart[] {
  if (key === 'type') return [stateOf(key, value)]
  if (key === 'kind') return [{ words: String(value).replaceAll('-', ' ') }]
  if (key === 'nullable') return value === false ? [{ words: 'not null' }] : []
  if (key === 'validated') return value === false ? [{ words: 'not validated' }] : []
  if (value === undefined || value === null || value === false || value === '') return []
  const words = { words: key === 'table' ? 'on' : label(key) }
  return value === true ? [words] : [words, stateOf(key, value)]
}

function stateOf(key: string, value: ChangeValue[string] | undefined): DetailPart {
  if (key === 'nullable') return { words: value === false ? 'not null' : 'nullable' }
  if (value === undefined || value === null || value === false) return { words: 'none' }
  if (value === true) return { words: 'some' }
  return { code: typeof value === 'object' ? value.join(', ') : String(value) }
}

function joined(groups: readonly (readonly DetailPart[])[]): DetailPart[] {
  const said = groups.filter((group) => group.length > 0)
  return said.flatMap((group, i) => (i === 0 ? group : [{ words: '·' }, ...group]))
}

/** `notNull` and `not_null` read `not null`. */
function label(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
}
