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

function emitRepeat(
  program: Instruction[],
  { of, least, most, greedy }: Extract<Node, { kind: 'repeat' }>,
): void {
  for (let i = 0; i < least && program.length <= longest; i++) emit(program, of)
  const splits: (() => void)[] = []
  const optional = (loop: boolean) => {
    const split = { kind: 'split' as const, first: 0, second: 0 }
    const at = program.push(split) - 1
    emit(program, of)
    if (loop) program.push({ kind: 'jump', to: at })
    splits.push(() => {
      split.first = greedy ? at + 1 : program.length
      split.second = greedy ? program.length : at + 1
    })
  }
  if (most === undefined) optional(true)
  else for (let i = least; i < most && program.length <= longest; i++) optional(false)
  for (const close of splits) close()
}
