/** Most characters of a comment or review. */
export const longestComment = 65_536

/** A comment's markdown, cut to what GitHub takes; the cut is named, and no code block, fold or hidden marker is left open. */
export function cutComment(text: string): string {
  return cut(text, longestComment, (part) => part.length)
}

/** The summary or text of a check run. GitHub counts bytes there. */
export function cutOutput(text: string): string {
  return cut(text, 65_535, Buffer.byteLength)
}

/** Text without markup to so many bytes, on a whole character. */
export function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text
  const room = most - Buffer.byteLength(ellipsis)
  return `${Buffer.from(text).subarray(0, room).toString().replace(/�+$/, '')}${ellipsis}`
}

export function cutCharacters(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text
        .slice(0, most - 1)
        .toWellFormed()
        .replace(/�$/, '')}${ellipsis}`
}

const ellipsis = '…'
const note = '\n\n_The rest is left out: GitHub takes no more than this._'

function cut(text: string, most: number, measure: (text: string) => number): string {
  if (measure(text) <= most) return text
  // Room for what must be closed.
  const room = most - measure(note) - 200
  const kept: string[] = []
  let used = 0
  for (const line of text.split('\n')) {
    used += measure(line) + 1
    if (used > room) break
    kept.push(line)
  }
  const whole =
    kept.length > 0 ? beforeOpenFence(kept).join('\n') : text.slice(0, Math.floor(room / 4)).toWellFormed()
  return whole + unclosed(whole) + note
}

/** Without the code block that the cut goes through. */
function beforeOpenFence(lines: readonly string[]): readonly string[] {
  let fence: { readonly mark: string; readonly at: number } | undefined
  for (const [index, line] of lines.entries()) {
    const mark = /^\s*(?:[-*] |\d+[.)] )?\s*(`{3,}|~{3,})/.exec(line)?.[1]
    if (!mark) continue
    if (!fence) fence = { mark, at: index }
    else if (mark.startsWith(fence.mark) && line.trim() === mark) fence = undefined
  }
  return fence && fence.at > 0 ? lines.slice(0, fence.at) : lines
}

function unclosed(text: string): string {
  const count = (tag: string) => text.split(tag).length - 1
  const open = Math.max(0, count('<details') - count('</details>'))
  return `\n\n${'</details>'.repeat(Math.min(open, 10))}`.trimEnd()
}
