import type { JudgedFinding } from '../core/report.ts'
import { type Hunk, hunks, linesAfter } from './diff.ts'
import { code, prose } from './escape.ts'
import { namesOf } from './markdown-finding.ts'
import { clip, visible } from './visible.ts'

/** A review comment that GitHub can commit: it replaces exactly these lines of head. */
export interface SuggestionComment {
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  readonly body: string
}

/** GitHub refuses a body of more than 65,536 characters, and a suggestion that is cut is none. */
const longest = 60_000

/**
 * The comment that offers a finding's edits as one commit. None where that would not be the whole fix, exactly: edits in several
 * places, text that hides something from its reader, a file whose lines GitHub counts otherwise.
 */
export function suggestionOf(finding: JudgedFinding): SuggestionComment | undefined {
  const [hunk, ...others] = hunks(finding.edits ?? [])
  if (!hunk || others.length > 0 || finding.path === '') return undefined
  if (finding.edits?.some(({ loneReturns }) => loneReturns)) return undefined
  const { startLine, before, after } = narrowed(hunk)
  if ([...before, ...after].some(hides) || before.join('\n') === after.join('\n')) return undefined
  const body = bodyOf(finding, after)
  if (body.length > longest) return undefined
  return { path: finding.path, startLine, endLine: startLine + before.length - 1, body }
}

/** The last line of a suggestion's body, by which it is known again. Trust it only in comments of our own. */
export function findingMarker(fingerprint: string): string {
  return `<!-- sluice:finding ${fingerprint.replace(/[^\w-]/g, '')} -->`
}

/** The fingerprint that a body's last line names. */
export function fingerprintIn(body: string): string | undefined {
  const last =
    body
      .trimEnd()
      .split(/\r\n|\r|\n/)
      .at(-1) ?? ''
  return /^<!-- sluice:finding ([\w-]{1,100}) -->$/.exec(last)?.[1]
}

interface Replacement {
  readonly startLine: number
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** Without the unchanged lines at its ends; one line stays for GitHub to replace, as it cannot insert. */
function narrowed(hunk: Hunk): Replacement {
  const before = [...hunk.lines]
  const after = linesAfter(hunk)
  let { startLine } = hunk
  while (before.length > 1 && after.length > 0 && before.at(-1) === after.at(-1)) {
    before.pop()
    after.pop()
  }
  while (before.length > 1 && after.length > 0 && before[0] === after[0]) {
    before.shift()
    after.shift()
    startLine++
  }
  return { startLine, before, after }
}

/** A reader would commit something else than what is seen. */
function hides(line: string): boolean {
  const text = line.replaceAll('\t', '')
  return visible(text) !== text
}

function bodyOf(finding: JudgedFinding, after: readonly string[]): string {
  // No number: the comment stays when the next push numbers findings anew.
  return [
    prose(clip(finding.message, 1000), namesOf(finding)),
    suggestionBlock(after),
    code(clip(finding.ruleId, 200)),
    findingMarker(finding.fingerprint),
  ].join('\n\n')
}

/** The lines as they are, byte for byte: the fence is longer than any run of backticks in them. */
function suggestionBlock(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(Math.max(2, ...runs) + 1)
  return [`${fence}suggestion`, ...lines, fence].join('\n')
}
