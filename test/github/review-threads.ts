import { hunksOf, lineLater, placeIn } from './diff.ts'
import { pullDiff } from './pull-diff.ts'
import type { Pull, ReviewComment, Span } from './world.ts'

/** After a push: comments follow their lines, and are outdated once the line changed or left the diff. */
export function reanchor(pull: Pull): void {
  for (const comment of pull.reviewComments) {
    if (comment.subject === 'file') continue
    comment.current = spanNow(pull, comment)
    if (comment.current) comment.commit = pull.head.sha
  }
}

function spanNow(pull: Pull, comment: ReviewComment): Span | undefined {
  const { original, originalCommit, path, side } = comment
  const { repository, head } = pull
  const follow = (line: number | null) => {
    if (line === null || side === 'LEFT') return line
    return lineLater(repository.directory, path, line, [originalCommit, head.sha])
  }
  const [start, line] = [follow(original.start), follow(original.line)]
  if (line === undefined || line === null || start === undefined) return undefined
  const patch = pullDiff(pull).files.find(({ filename }) => filename === path)?.patch
  const shown = patch && hunksOf(patch).some((hunk) => placeIn(hunk, side, line) >= 0)
  return shown ? { start, line } : undefined
}
