import type { HistoryProblem } from '../../core/migration.ts'
import { linesOf } from '../lines.ts'

export interface Change {
  readonly name: string
  readonly note: string
  readonly line: number
  /**
   * For a change that is reworked later: the tags between this instance and the next, in order. Empty for the
   * last instance.
   */
  readonly tags: readonly string[]
}

/** The first character is no punctuation but the underscore (metacpan, sqitchchanges "Change Names"). */
const name = /^(?:\+\s*)?([\p{L}\p{N}_]\S*)/u
const mostTags = 50

/**
 * A plan: pragmas (`%`), tags (`@`), comments, and one change per line with its requirements in brackets
 * (metacpan, sqitch.pod "Plan File"). The order of the lines is the order of deployment.
 */
export function readPlan(
  path: string,
  text: string | undefined,
): { changes: Change[]; problems: HistoryProblem[] } {
  if (text === undefined) return { changes: [], problems: [{ path, message: 'The plan could not be read.' }] }
  const problems: HistoryProblem[] = []
  const changes: Change[] = []
  const latest = new Map<string, { readonly index: number; readonly tagsBefore: number }>()
  const tags: string[] = []
  for (const { number, text: line } of linesOf(text)) {
    const words = line.trim()
    const change = name.exec(words)?.[1]
    if (words.startsWith('@')) tags.push(/^@([^\s#]*)/.exec(words)?.[1] ?? '')
    else if (change !== undefined) {
      const before = latest.get(change)
      const earlier = before && changes[before.index]
      if (before && earlier) {
        changes[before.index] = {
          ...earlier,
          tags: tags.slice(before.tagsBefore, before.tagsBefore + mostTags),
        }
      }
      latest.set(change, { index: changes.length, tagsBefore: tags.length })
      changes.push({ name: change, note: noteOf(words), line: number, tags: [] })
    } else if (words !== '' && !words.startsWith('#') && !words.startsWith('%')) {
      problems.push({ path, line: number, message: 'Sqitch cannot read this line of the plan.' })
    }
  }
  return { changes, problems }
}

function noteOf(line: string): string {
  const hash = line.indexOf(' #')
  return hash === -1 ? '' : line.slice(hash + 2).trim()
}
