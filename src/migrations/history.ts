import type { History, Migration } from '../core/migration.ts'
import { dialectOf } from './dialect.ts'
import type { Draft, Found } from './draft.ts'
import { neighbourProblems } from './naming.ts'
import { positions } from './order.ts'
import { byCodeUnit } from './paths.ts'
import type { Project } from './project.ts'

/** Compares the files of a history with each other: order, partners, undo, names. */
export function historyOf(found: Found, project: Project): History {
  const { tool, root, drafts } = found
  const order = positions(drafts)
  const partners = partnersOf(drafts)
  const sorted = [...drafts].sort(forwardFirst(order))
  const expected = undoExpected(sorted, found.undo, partners)
  const names = found.numbered ? neighbourProblems(drafts) : new Map<Draft, string>()
  const migrations = sorted.map((draft): Migration => {
    const partner = partners.get(draft)
    const nameProblem = draft.nameProblem ?? names.get(draft)
    return {
      path: draft.path,
      history: root,
      tool,
      role: draft.role,
      version: draft.version,
      description: draft.description,
      order: order.get(draft) ?? (partner ? order.get(partner) : undefined) ?? 0,
      transaction: draft.transaction,
      sections: draft.sections,
      expectsUndo: expected.get(draft) ?? false,
      placeholders: draft.placeholders ?? false,
      ...(partner ? { partner: partner.path } : {}),
      ...(nameProblem === undefined ? {} : { nameProblem }),
    }
  })
  const unread = [...(found.unread ?? [])].sort((one, other) => byCodeUnit(one.path, other.path))
  return {
    tool,
    root,
    dialect: dialectOf(found, project),
    migrations,
    unread,
    problems: found.problems ?? [],
  }
}

const isForward = ({ role }: Draft) => role === 'up' || role === 'repeatable'

function forwardFirst(order: ReadonlyMap<Draft, number>) {
  const place = (draft: Draft) => (isForward(draft) ? (order.get(draft) ?? 0) : Number.POSITIVE_INFINITY)
  return (one: Draft, other: Draft): number => {
    const [left, right] = [place(one), place(other)]
    return left === right ? byCodeUnit(one.path, other.path) : left - right
  }
}

/** Forward and undo files of the same key, each way; of several with one key the first by path. */
function partnersOf(drafts: readonly Draft[]): Map<Draft, Draft> {
  const forward = new Map<string, Draft>()
  const backward = new Map<string, Draft>()
  for (const draft of [...drafts].sort((one, other) => byCodeUnit(one.path, other.path))) {
    const side = draft.role === 'up' ? forward : draft.role === 'down' ? backward : undefined
    if (side && draft.pair !== undefined && !side.has(draft.pair)) side.set(draft.pair, draft)
  }
  const partners = new Map<Draft, Draft>()
  for (const [key, up] of forward) {
    const down = backward.get(key)
    if (!down) continue
    partners.set(up, down)
    partners.set(down, up)
  }
  return partners
}

/**
 * Where undo scripts are a habit and not a law, the earlier migrations show it: more than half of them have
 * one.
 */
function undoExpected(
  sorted: readonly Draft[],
  undo: Found['undo'],
  partners: ReadonlyMap<Draft, Draft>,
): Map<Draft, boolean> {
  const forward = sorted.filter(({ role }) => role === 'up')
  const expected = new Map<Draft, boolean>()
  let undone = 0
  forward.forEach((draft, earlier) => {
    expected.set(draft, undo === 'always' || (undo === 'majority' && undone * 2 > earlier))
    if (partners.has(draft) || draft.sections.down.length > 0) undone++
  })
  return expected
}
