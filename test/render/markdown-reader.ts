// Reads markdown the way CommonMark and GitHub do, as far as it takes to tell what is active in it. Written apart from the
// renderer: it takes nothing from src/.

import { expect } from 'vitest'

export interface Reading {
  /** All that is neither a fenced block, nor a code span, nor a tag of ours. */
  readonly prose: string
  readonly openFences: number
  readonly openDetails: number
  readonly tags: readonly string[]
  readonly tableRows: readonly string[]
}

const ours = /^<(?:\/?(?:details|summary|b|sub|code)|!-- sluice:(?:summary v1|finding)[\w= -]*--)>$/

export function readMarkdown(markdown: string): Reading {
  let fence: string | undefined
  const outside: string[] = []
  for (const line of markdown.split('\n')) {
    const run = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line)
    if (fence !== undefined) {
      if (run?.[1]?.startsWith(fence) && run[2]?.trim() === '') fence = undefined
    } else if (run?.[1] && !(run[1].startsWith('`') && run[2]?.includes('`'))) fence = run[1]
    else outside.push(line)
  }
  const withoutCode = outside.map(dropCodeSpans).join('\n')
  const tags = withoutCode.match(/<(?:!--[\s\S]*?--|[^<>]*)>?/g) ?? []
  const foreign = tags.filter((tag) => !ours.test(tag))
  return {
    prose: withoutCode.replace(/<(?:!--[\s\S]*?--|\/?\w+)>/g, ''),
    openFences: fence === undefined ? 0 : 1,
    openDetails:
      (withoutCode.match(/<details>/g) ?? []).length - (withoutCode.match(/<\/details>/g) ?? []).length,
    tags: foreign,
    tableRows: outside.filter((line) => line.startsWith('|')),
  }
}

/** Nothing in it acts: no open fence or fold, no foreign tag, no mention, reference, address, link or image, no hidden character. */
export function expectInert(markdown: string): void {
  const read = readMarkdown(markdown)
  expect(read).toMatchObject({ openFences: 0, openDetails: 0, tags: [] })
  expect(read.prose).not.toMatch(/@[\w&]*\w(?<!@&#8203)|#\d(?<!&#\d)|\bGH-\d|:\/\/|www\.|!?\]\(|!\[|\]:/)
  expect(markdown).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/u)
}

/** A run of backticks opens a span only when a run of the same length closes it (CommonMark 6.1). */
function dropCodeSpans(line: string): string {
  let rest = line
  let kept = ''
  for (;;) {
    const open = /`+/.exec(rest)
    if (!open) return kept + rest
    const after = rest.slice(open.index + open[0].length)
    const close = [...after.matchAll(/`+/g)].find(([run]) => run === open[0])
    kept += rest.slice(0, open.index) + (close ? ' ' : open[0])
    rest = close ? after.slice(close.index + close[0].length) : after
  }
}
