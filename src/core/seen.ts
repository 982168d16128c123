import { childrenOf } from './catalog/kin.ts'
import { displayName, findRelation, isTable } from './catalog/lookup.ts'
import type { Catalog, Relation } from './catalog.ts'
import { lastPart, type Name } from './name.ts'
import type { RehearsedStep, SeenWork } from './rehearsal.ts'
import type { Context, RehearsedWorld } from './rule.ts'
import { atLeast, type LockMode, type Statement } from './statement.ts'

/** What the rehearsal saw on one table while a statement ran. */
export interface SeenOn {
  /** As people write it. */
  readonly name: Name
  /** Its full name, and those of its partitions and heirs. */
  readonly names: ReadonlySet<Name>
  /** The strongest lock its transaction has on it by then, and whether this statement took it. */
  readonly lock?: { readonly mode: LockMode; readonly isNew: boolean }
  readonly work: readonly SeenWork[]
  /** Whether the table is there as production has it, with rows to go through, so that what was not seen did not happen. */
  readonly isTelling: boolean
}

/** What is needed to look a table up around a statement. */
export type Around = Pick<Context, 'at' | 'before' | 'rehearsed'>

/** The step's statements of the same transaction up to it, itself last. */
export function transactionSteps(
  { file }: RehearsedWorld,
  step: RehearsedStep,
): readonly [...RehearsedStep[], RehearsedStep] {
  if (file.outcome === 'not-rehearsed' || step.transaction === undefined) return [step]
  const before = file.steps.slice(0, file.steps.indexOf(step))
  return [...before.filter(({ transaction }) => transaction === step.transaction), step]
}

/** What was seen on a table, its partitions and heirs included; undefined where nothing says which table is meant. */
export function seenOn(table: Name, statement: Statement, around: Around): SeenOn | undefined {
  const { rehearsed } = around
  const { seen } = around.at(statement)
  const names = rehearsed && seen ? namesOf(table, statement, seen, around) : undefined
  if (!rehearsed || !seen || !names) return undefined
  const steps = transactionSteps(rehearsed, seen)
  const taken = steps.flatMap((step) =>
    step.locks
      .filter(({ relation }) => names.all.has(relation))
      .map(({ mode }) => ({ mode, isNew: step === seen })),
  )
  const lock = taken.reduce<SeenOn['lock']>(
    (best, one) => (best && !atLeast(one.mode, best.mode) ? best : one),
    undefined,
  )
  return {
    name: displayName(names.own),
    names: names.all,
    ...(lock && { lock }),
    work: seen.work.filter((work) => names.all.has(work.table)),
    isTelling:
      isTelling(names.all, seen, rehearsed) &&
      seen.work.every(({ table, existing }) => !existing || isKnown(table, statement, around)),
  }
}

/** A partition that dynamic SQL made is part of no table that the catalog knows: whose it is cannot be told. */
function isKnown(table: Name, statement: Statement, around: Around): boolean {
  const { before, after } = around.at(statement)
  return [before, after, around.before].some((catalog) => findRelation(catalog, table) !== undefined)
}

interface Names {
  readonly own: Name
  /** With what it was called before the file and after the statement, and with its partitions and heirs. */
  readonly all: ReadonlySet<Name>
}

function namesOf(table: Name, statement: Statement, seen: RehearsedStep, around: Around): Names | undefined {
  const { before, after } = around.at(statement)
  const found = findRelation(before, table) ?? findRelation(after, table)
  if (!found) return namesByLastPart(table, seen)
  const same = [around.before, after].flatMap((catalog) => nameIn(catalog, found) ?? [])
  const kin = isTable(found) ? childrenOf(before, found).map(({ name }) => name) : []
  return { own: found.name, all: new Set([found.name, ...same, ...kin]) }
}

/** What another catalog calls the same object. */
function nameIn({ relations }: Catalog, { id, name }: Relation): Name | undefined {
  if (relations.get(name)?.id === id) return name
  for (const relation of relations.values()) if (relation.id === id) return relation.name
  return undefined
}

/** A table that the catalog does not hold: the one relation of that name that the statement was seen to touch. */
function namesByLastPart(table: Name, { locks }: RehearsedStep): Names | undefined {
  const fits = (name: Name) => (table.includes('.') ? name === table : lastPart(name) === lastPart(table))
  const names = [...new Set(locks.map(({ relation }) => relation).filter(fits))]
  const [own] = names
  return own !== undefined && names.length === 1 ? { own, all: new Set(names) } : undefined
}

function isTelling(names: ReadonlySet<Name>, seen: RehearsedStep, rehearsed: RehearsedWorld): boolean {
  const { base, file, earlier, emptied } = rehearsed
  if (!base.tablesWithRows.some((table) => names.has(table) && !emptied.includes(table))) return false
  if ([...names].some((name) => isDoubtful(name, rehearsed))) return false
  const own = file.outcome === 'not-rehearsed' ? [] : file.steps.slice(0, file.steps.indexOf(seen))
  return ![...earlier, ...own].some((step) => step.failedOnSamples || empties(step, names))
}

/** Whether the base holds another thing in the table's place, or lacks a statement that may concern it. */
function isDoubtful(table: Name, { base, skippedTexts }: RehearsedWorld): boolean {
  const word = lastPart(table).toLowerCase()
  const isStub = base.stubs.some(({ kind, name }) => kind === 'table' && lastPart(name) === lastPart(table))
  return isStub || skippedTexts.some((text) => text === undefined || mayConcern(text.toLowerCase(), word))
}

const mayConcern = (text: string, word: string) =>
  text.includes(word) || /\bexecute\b|^\s*(?:do|call)\b/.test(text)

/** Whether a step leaves a table without the rows that were there. */
export function empties({ rows, work }: RehearsedStep, names: ReadonlySet<Name>): boolean {
  return (
    work.some(({ kind, table }) => kind === 'truncate' && names.has(table)) ||
    rows.some(({ table, deleted, before }) => names.has(table) && deleted > 0 && deleted >= before)
  )
}
