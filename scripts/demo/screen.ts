import { stripVTControlCharacters, styleText } from 'node:util'
import type { PullHandle } from '../../test/github/pull-handle.ts'

// What GitHub holds, as lines for a terminal: markdown stays markdown, behind a bar.

type Style = Parameters<typeof styleText>[0]

const width = Math.min(process.stdout.columns ?? 100, 110)
const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout })
const print = (line = '') => process.stdout.write(`${line}\n`)

let step = 0

export function heading(text: string): void {
  step += 1
  print(`\n${paint('bold', `${step}  ${text}`)}\n`)
}

export function note(text: string): void {
  print(`   ${text}`)
}

/** A line of what GitHub shows. */
export function bar(line: string, style: Style = 'gray'): void {
  print(`   ${paint(style, '│')} ${line}`)
}

/** Files as a change shows them. */
export function showChange(files: Readonly<Record<string, string | null>>): void {
  for (const [path, text] of Object.entries(files)) {
    bar(paint('bold', text === null ? `${path} goes` : path), 'blue')
    for (const line of text?.trimEnd().split('\n') ?? []) bar(paint('green', `+ ${line}`), 'blue')
  }
  print()
}

/** The newest check run of the head, and its annotations. */
export function showCheck({ checkRuns, headSha }: PullHandle): void {
  const run = checkRuns.at(-1)
  if (!run) return
  const isGreen = run.conclusion === 'success'
  const style = isGreen ? 'green' : 'red'
  print()
  bar(paint(['bold', style], `${isGreen ? '✓' : '✗'} ${run.name} — ${run.title}`), style)
  bar(`check run of ${headSha.slice(0, 7)}: ${run.conclusion}`, style)
  for (const { annotation_level: level, path, start_line: line, title } of run.annotations)
    bar(`${level.padEnd(8)} ${path}:${line}  ${title}`, style)
}

/** Review comments that a click commits, and whether they are still open. */
export function showThreads({ threads }: PullHandle): void {
  for (const { path, current, body, resolvedBy, minimized } of threads) {
    const isSettled = resolvedBy !== undefined || minimized !== undefined
    const place = current?.line == null ? `${path}, outdated` : `${path}:${current.line}`
    print()
    bar(paint('bold', `Review comment on ${place}${isSettled ? ': settled' : ''}`), 'cyan')
    if (!isSettled) quoted(body, 'cyan')
  }
}

/** The one comment of the pull request. */
export function showComment({ comments }: PullHandle): void {
  for (const { author, body, createdAt, updatedAt } of comments) {
    print()
    bar(
      paint('bold', `${author.login} ${updatedAt === createdAt ? 'commented' : 'commented · edited'}`),
      'yellow',
    )
    quoted(body, 'yellow')
  }
}

function quoted(markdown: string, style: Style): void {
  const lines = markdown.split('\n').filter((line) => !line.startsWith('<!--'))
  for (const line of lines) for (const part of wrapped(line)) bar(part, style)
}

function wrapped(line: string): string[] {
  const words = stripVTControlCharacters(line).split(' ')
  const lines: string[] = []
  let current = ''
  for (const word of words) {
    if (current !== '' && current.length + word.length + 1 > width - 5) {
      lines.push(current)
      current = word
    } else current = current === '' ? word : `${current} ${word}`
  }
  return [...lines, current]
}
