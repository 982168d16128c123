import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Hit } from '../../../src/core/finding.ts'
import { blastRadius } from '../../../src/core/terraform/blast-radius.ts'
import { valuesOf } from '../../../src/core/terraform/body-values.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'
import { destructionRefused, isKeptFromDestruction } from '../../../src/core/terraform/guards.ts'
import { type Holding, holdingOf, isGraveLoss } from '../../../src/core/terraform/holdings.ts'
import type { Alike } from '../../../src/core/terraform/likeness.ts'
import { type Move, movedBlock, moveOf } from '../../../src/core/terraform/moves.ts'

/** What is told of a store that goes, under whatever name. */
export function lossOf(was: Resource, document: TerraformDocument) {
  return {
    subject: { kind: 'resource' as const, name: was.declared },
    identity: 'gone',
    evidence: blastRadius(was.address, document),
    ...(!isGraveLoss(heldBy(was)) && { weight: 'light' as const }),
  }
}

/** What Terraform says to it where only a key went and the block still protects, as a sentence behind others; empty where nothing. */
export function refused({ declared }: Resource, { resources }: TerraformDocument): string {
  const left = resources.find((each) => each.declared === declared)
  return isKeptFromDestruction(left) ? ` ${destructionRefused}` : ''
}

/** What becomes of the data of a store that goes. */
export const heldBy = (was: Resource): Holding => holdingOf(was.resourceType, valuesOf(was))

type Moved = Alike<Resource>

interface Beside {
  /** Moves of what holds nothing and goes with them. */
  readonly along: readonly Moved[]
  readonly document: TerraformDocument
}

/** One finding for each; the first of a block has all blocks that are missing there, to be taken over at once. */
export function* movedWithoutBlock(told: readonly Moved[], { along, document }: Beside): Iterable<Hit> {
  const given = new Set<Moved>()
  for (const pair of told) {
    const { old, fresh } = pair
    const { from, to } = wholeMove(pair, told)
    const missing = [
      ...told.filter((other) => isOfBlock(other, pair)),
      ...along.filter((other) => goesWith(other, pair)),
    ]
    const moves = given.has(pair) ? [] : missing.filter((each) => !given.has(each))
    for (const each of moves) given.add(each)
    yield {
      ...lossOf(old, document),
      ...(old.declared === fresh.declared && { identity: JSON.stringify(['gone', old.address]) }),
      at: fresh.header.range,
      path: fresh.header.path,
      message: `${old.address} goes and ${fresh.address} comes, and both look like one object: without a moved block from ${from} to ${to} the next apply ${withoutBlock[heldBy(old)]}.${refused(old, document)}`,
      ...(moves.length > 0 && movedBlocks(fresh, moves)),
    }
  }
}

const withoutBlock: Readonly<Record<Holding, string>> = {
  here: 'destroys the one with what it holds and makes the other empty',
  replaceable: 'destroys the one with what it holds and makes the other empty',
  cluster: 'destroys the one and makes the other, while the cluster keeps the data',
  elsewhere: 'destroys the one and makes the other, while the data stays where it is',
  catalogued:
    'destroys the one and makes the other without what the catalog knows of it, while the data stays where it is',
}

const isOfBlock = (other: Moved, { old, fresh }: Moved) =>
  other.fresh.declared === fresh.declared && other.old.declared === old.declared

const goesWith = ({ old }: Moved, pair: Moved) => old.module === pair.old.module

/** Where a module goes by another name or key, the whole of it moves. */
function wholeMove(pair: Moved, told: readonly Moved[]): Move {
  const { old, fresh } = pair
  return old.module === fresh.module ? { from: old.address, to: fresh.address } : moveOf(pair, told)
}

/** In the module of both; a move between modules is written where both are seen, which no edit here can do. */
function movedBlocks({ place }: Resource, moves: readonly Moved[]): Pick<Hit, 'suggestion'> {
  if (moves.some(({ old, fresh }) => old.module !== fresh.module)) return {}
  const { end } = place.range
  const blocks = [...new Set(moves.map(({ old, fresh }) => movedBlock(localMove(old, fresh)).trimEnd()))]
  const text = blocks.map((block) => `\n\n${block}`).join('')
  return {
    suggestion: { title: 'Say that it is the same object', edits: [{ range: { start: end, end }, text }] },
  }
}

/** As the module itself calls them. Where the keys stay the whole block moves. */
function localMove(old: Resource, fresh: Resource): Move {
  const isWhole = old.key === fresh.key
  const [from = '', to = ''] = [old, fresh].map((each) =>
    isWhole ? `${each.resourceType}.${each.name}` : localAddress(each),
  )
  return { from, to }
}

function localAddress({ address, module }: Resource): string {
  return module === '' ? address : address.slice(module.length + 1)
}
