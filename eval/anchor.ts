import type { ModelFinding } from '../src/core/opinion.ts'
import { pathText } from '../src/review/code-lines.ts'
import type { CallRecord } from '../src/review/journal.ts'
import type { Case } from './cases.ts'

interface Lines {
  readonly startLine: number
  readonly endLine: number
}

/** Whether a finding sits on lines of the anchor, in a category that is right for it. */
export function isAnchored({ path, lines, category }: ModelFinding, one: Case): boolean {
  const anchor = anchorLines(one)
  if (!anchor || path !== one.anchor?.path || !one.accepted.includes(category)) return false
  return lines.startLine <= anchor.endLine && anchor.startLine <= lines.endLine
}

/** Whether head has the quote at its lines, letter by letter. */
export function isVerbatim({ path, lines, quote }: ModelFinding, { head }: Case): boolean {
  const text = (head[path] ?? '').split('\n').slice(lines.startLine - 1, lines.endLine)
  return quote !== '' && text.join('\n').includes(quote)
}

/** Whether a question that was sent shows the anchor's first line, with its number, under the name of its file. */
export function isShownTo(calls: readonly CallRecord[], one: Case): boolean {
  const anchor = anchorLines(one)
  const asked = calls.filter(({ purpose }) => purpose === 'find')
  return asked.some(({ request }) => anchor && shows(request.question, one.anchor?.path ?? '', anchor))
}

function shows(question: string, path: string, { startLine }: Lines): boolean {
  let isOfFile = false
  for (const line of question.split('\n')) {
    if (line.startsWith('== ')) isOfFile = line.startsWith(`== ${pathText(path)} (`)
    else if (isOfFile && new RegExp(`^ *${startLine} [ +] `).test(line)) return true
  }
  return false
}

/** Throws where head does not have the anchor, or has it twice. */
function anchorLines({ id, anchor, head }: Case): Lines | undefined {
  if (!anchor) return undefined
  const text = head[anchor.path] ?? ''
  const at = text.indexOf(anchor.quote)
  if (at < 0) throw new Error(`${id}: the anchor is not in ${anchor.path} at head: ${anchor.quote}`)
  const startLine = text.slice(0, at).split('\n').length
  return { startLine, endLine: startLine + anchor.quote.split('\n').length - 1 }
}
