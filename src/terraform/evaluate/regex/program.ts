import type { Matches } from './classes.ts'
import type { Assertion, Node } from './syntax.ts'

/** One step of a machine that runs all ways at once; the earlier of two ways is preferred. */
export type Instruction =
  | { readonly kind: 'character'; readonly matches: Matches }
  | { readonly kind: 'assert'; readonly holds: Assertion }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'jump'; to: number }
  | { readonly kind: 'match' }

const longest = 5000

/** Undefined where the program would be too long. */
export function compile(root: Node): readonly Instruction[] | undefined {
  const program: Instruction[] = []
  emit(program, { kind: 'group', index: 0, of: root })
  program.push({ kind: 'match' })
  return program.length > longest ? undefined : program
}

function emit(program: Instruction[], node: Node): void {
  if (program.length > longest) return
  if (node.kind === 'characters') program.push({ kind: 'character', matches: node.matches })
  if (node.kind === 'assertion') program.push({ kind: 'assert', holds: node.holds })
  if (node.kind === 'sequence') for (const item of node.items) emit(program, item)
  if (node.kind === 'either') emitBranches(program, node.branches)
  if (node.kind === 'repeat') emitRepeat(program, node)
  if (node.kind === 'group') {
    program.push({ kind: 'save', slot: 2 * node.index })
    emit(program, node.of)
    program.push({ kind: 'save', slot: 2 * node.index + 1 })
  }
}

function emitBranches(program: Instruction[], branches: readonly Node[]): void {
  const jumps: { to: number }[] = []
  for (const [i, branch] of branches.entries()) {
    if (i === branches.length - 1) {
      emit(program, branch)
      continue
    }
    const split = { kind: 'split' as const, first: program.length + 1, second: 0 }
    program.push(split)
    emit(program, branch)
    const jump = { kind: 'jump' as const, to: 0 }
    program.push(jump)
    jumps.push(jump)
    split.second = program.length
  }
  for (const jump of jumps) jump.to = program.length
}

type Repeat = Extract<Node, { kind: 'repeat' }>

/** What repeats without end is one time and more, perhaps as a whole not at all: that keeps the order of preference. */
function emitRepeat(program: Instruction[], { of, least, most, greedy }: Repeat): void {
  const copies = most === undefined ? Math.max(0, least - 1) : least
  for (let i = 0; i < copies && program.length <= longest; i++) emit(program, of)
  if (most === undefined) {
    if (least > 0) emitLoop(program, of, greedy)
    else emitOptional(program, greedy, () => emitLoop(program, of, greedy))
  } else if (most > least) {
    const rest = { kind: 'repeat' as const, of, least: 0, most: most - least - 1, greedy }
    emitOptional(program, greedy, () => {
      emit(program, of)
      if (rest.most > 0 && program.length <= longest) emitRepeat(program, rest)
    })
  }
}

function emitLoop(program: Instruction[], of: Node, greedy: boolean): void {
  const start = program.length
  emit(program, of)
  const next = program.length + 1
  program.push({ kind: 'split', first: greedy ? start : next, second: greedy ? next : start })
}

function emitOptional(program: Instruction[], greedy: boolean, inside: () => void): void {
  const split = { kind: 'split' as const, first: 0, second: 0 }
  const start = program.push(split)
  inside()
  split.first = greedy ? start : program.length
  split.second = greedy ? program.length : start
}
