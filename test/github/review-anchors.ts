import { Refusal } from './answer.ts'
import { refuseLong } from './comments.ts'
import { type Hunk, hunksOf, placeIn } from './diff.ts'
import { commitAt } from './git.ts'
import { pullDiff } from './pull-diff.ts'
import type { Pull, Span } from './world.ts'

/** A comment as it is sent. */
export interface Draft {
  readonly path: string
  readonly body: string
  readonly line?: number
  readonly side?: 'LEFT' | 'RIGHT'
  readonly start_line?: number | null
  readonly start_side?: 'LEFT' | 'RIGHT'
  readonly subject_type?: 'line' | 'file'
  readonly position?: number
}

export interface Anchored {
  readonly path: string
  readonly body: string
  readonly side: 'LEFT' | 'RIGHT'
  readonly subject: 'line' | 'file'
  readonly hunk: string
  readonly span: Span
  readonly commit: string
}

/** Where in the diff a comment hangs; off the diff it is 422, and a range must stay within one hunk. */
export function anchor(pull: Pull, commit: string, draft: Draft): Anchored {
  const { path, line, side = 'RIGHT' } = draft
  const body = refuseLong(draft.body, 'PullRequestReviewComment')
  if (commitAt(pull.repository.directory, commit) === undefined)
    throw unresolved('commit_id is not part of the pull request')
  const file = pullDiff(pull).files.find(({ filename }) => filename === path)
  if (!file) throw unresolved('Path could not be resolved')
  if (draft.subject_type === 'file')
    return { path, body, side, subject: 'file', hunk: '', commit, span: { start: null, line: null } }
  if (draft.position !== undefined)
    throw new Refusal(422, 'position is deprecated and not simulated: give line and side.')
  const hunk = hunksOf(file.patch ?? '').find((one) => line !== undefined && placeIn(one, side, line) >= 0)
  if (!hunk || line === undefined) throw unresolved('Line could not be resolved')
  const start = startOf(draft, hunk, line)
  return {
    path,
    body,
    side,
    subject: 'line',
    hunk: textUpTo(hunk, side, line),
    commit,
    span: { start, line },
  }
}

function startOf(
  { start_line: start, start_side, side = 'RIGHT' }: Draft,
  hunk: Hunk,
  line: number,
): number | null {
  if (start === undefined || start === null) return null
  if (start >= line && (start_side ?? side) === side)
    throw unresolved('Start line must precede the end line.')
  if (placeIn(hunk, start_side ?? side, start) < 0)
    throw unresolved('Start line must be part of the same hunk as the line.')
  return start
}

/** GitHub keeps the hunk down to the line, as the context of the conversation. */
function textUpTo(hunk: Hunk, side: 'LEFT' | 'RIGHT', line: number): string {
  const shown = hunk.lines.slice(0, placeIn(hunk, side, line) + 1).map(({ text }) => text)
  return [hunk.header, ...shown].join('\n')
}

const unresolved = (why: string) => new Refusal(422, 'Unprocessable Entity', [why])
