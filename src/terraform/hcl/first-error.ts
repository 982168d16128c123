import type { Problem } from './building.ts'
import { type Frame, opened } from './frame.ts'
import { type CodeToken, codeToken, textToken } from './scan.ts'
import { after } from './transitions.ts'

/**
 * Where a text ceases to be HCL: it is read token by token up to the first that cannot stand where it does. The parser goes on after an
 * error and makes the best of it; a person wants to know where to look. Undefined where nothing is found.
 */
export function firstError(text: string): Problem | undefined {
  const frames: Frame[] = [opened('file', { start: 0, end: 0 })]
  for (let at = text.startsWith('\ufeff') ? 1 : 0; ; ) {
    const frame = frames.at(-1)
    if (!frame) return undefined
    const token = frame.ends ? textToken(text, at, frame) : codeToken(text, at)
    const problem = token.kind === 'end' ? unclosed(frames, token) : after(token, frame, frames)
    if (problem) return problem
    if (token.kind === 'end') return undefined
    at = token.range.end
  }
}

/** The innermost thing that is open when the text ends. */
function unclosed(frames: readonly Frame[], end: CodeToken): Problem | undefined {
  const frame = frames.at(-1)
  if (!frame) return undefined
  if (frame.kind !== 'file') return { range: frame.opening, reason: `${frame.name} is not closed` }
  if (frame.state === 'item' || frame.state === 'operator') return undefined
  return { range: end.range, reason: 'the file ends too early' }
}
