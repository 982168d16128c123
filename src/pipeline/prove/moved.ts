import type { Remedy } from '../../core/opinion.ts'
import { parseAddress } from '../../core/terraform/address.ts'
import { codeMoves } from '../../core/terraform/code-moves.ts'
import type { Configuration, Resource } from '../../core/terraform/configuration.ts'
import { type Move, movedBlock } from '../../core/terraform/moves.ts'
import { headText, type Refused, type Trial } from '../try-out.ts'
import { objection } from './objections.ts'
import { type Bench, isRefused, noPlan, type RemedyWish, refused } from './trials.ts'

/**
 * `moved` blocks for resources that go by another address: accepted where what they move was there at base and is not at head, where what it
 * becomes is new at head and of the same type, and where no rule objects. The blocks are written anew from the addresses.
 */
export async function proveMoved(
  wish: RemedyWish,
  { before, tryOut }: Bench,
): Promise<{ remedy: Remedy } | Refused> {
  const [path] = wish.paths
  const moves = movesIn(wish.files.map(({ text }) => text).join('\n'))
  if (path === undefined || !moves) return refused('It holds something else than moved blocks.')
  const root = before.read.terraform.head.find(
    (each) => wish.paths.some((own) => each.paths.includes(own)) && moves.every((move) => isIn(move, each)),
  )
  if (!root) return refused('No configuration at head has all that the resources are said to have become.')
  const why = moves.map((move) => unlikely(move, root, root.before)).find(Boolean)
  if (why !== undefined) return refused(why)
  const place = root.root === '' ? 'moved.tf' : `${root.root}/moved.tf`
  const text = [headText(before, place)?.trimEnd(), ...moves.map((move) => movedBlock(move).trimEnd())]
  const file = { path: place, text: `${text.filter(Boolean).join('\n\n')}\n` }
  const after = await tryOut([file])
  if (isRefused(after)) return after
  const problem = notTaken(moves, after, root) ?? objection(before, after)
  if (problem !== undefined) return refused(problem)
  return {
    remedy: {
      kind: 'moved',
      path,
      title: wish.title,
      files: [file],
      proof: proofOf(moves),
      caveats: [noPlan],
    },
  }
}

const proofOf = (moves: readonly Move[]) => [
  'Parses as Terraform code.',
  ...moves.map(
    ({ from, to }) =>
      `${from} is in the base and not here; ${to} is here, of the same type, and not in the base.`,
  ),
  'No rule objects.',
]

const block =
  /\s*(?:(?:#|\/\/)[^\n]*\n\s*)*moved\s*\{\s*from[ \t]*=[ \t]*([^\n]{1,500})\n\s*to[ \t]*=[ \t]*([^\n]{1,500})\n\s*\}/y
const mostMoves = 50

/** The addresses of all blocks; undefined where there is anything else than blocks and comments. */
function movesIn(text: string): readonly Move[] | undefined {
  const moves: Move[] = []
  let at = 0
  for (;;) {
    block.lastIndex = at
    const [whole, from = '', to = ''] = block.exec(text) ?? []
    if (whole === undefined) break
    moves.push({ from: from.trim(), to: to.trim() })
    at += whole.length
  }
  const isWhole = /^\s*$/.test(text.slice(at)) && moves.length > 0 && moves.length <= mostMoves
  const isOnce = new Set(moves.flatMap(({ from, to }) => [from, to])).size === moves.length * 2
  return isWhole && isOnce && moves.every(({ from, to }) => isPlain(from) && isPlain(to)) ? moves : undefined
}

/** The address of something managed, without anything to be worked out in it. */
const isPlain = (address: string) =>
  parseAddress(address)?.mode === 'managed' && !/[$%]\{|[\p{Cc}\p{Cf}]/u.test(address)

const at = (address: string, { resources }: Configuration): Resource | undefined =>
  resources.find((each) => each.address === address || each.declared === address)

const isIn = ({ to }: Move, configuration: Configuration) => at(to, configuration) !== undefined

function unlikely(
  { from, to }: Move,
  head: Configuration,
  base: Configuration | undefined,
): string | undefined {
  const old = base && at(from, base)
  if (!old) return `${from} is not in the base`
  if (at(from, head)) return `${from} is still here`
  if (at(to, base)) return `${to} was there before`
  const type = parseAddress(to)?.type
  if (old.resourceType !== type) return `${from} is no ${type}`
  return isOneObject({ from, to }, head, base)
    ? undefined
    : `nothing in the code makes ${to} what ${from} was`
}

/** Of all that goes and comes these two resemble each other most, and are not called otherwise where the provider knows them. */
function isOneObject({ from, to }: Move, head: Configuration, base: Configuration): boolean {
  const only = (one: Configuration, other: Configuration) => {
    const there = new Set(other.resources.map(({ address }) => address))
    return one.resources.filter(({ mode, address }) => mode === 'managed' && !there.has(address))
  }
  const names = ({ address, declared }: Resource) => [address, declared]
  return codeMoves(only(base, head), only(head, base)).some(
    ({ old, fresh }) => names(old).includes(from) && names(fresh).includes(to),
  )
}

/** The code must say what it was to say, and be known as well as it was. */
function notTaken(moves: readonly Move[], { read }: Trial, root: Configuration): string | undefined {
  const now = read.terraform.head.find((each) => each.root === root.root && each.variables === root.variables)
  const isTaken = ({ from, to }: Move) =>
    now?.refactorings.some((each) => each.kind === 'moved' && each.from === from && each.to === to) === true
  if (!now || !moves.every(isTaken)) return 'the blocks are not taken for what they are'
  return now.problems.length > root.problems.length ? now.problems.at(-1)?.text.replace(/\.$/, '') : undefined
}
