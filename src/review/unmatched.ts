import { matchesAny } from '../core/glob.ts'
import type { ReviewSetting } from '../core/policy.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { pathText } from './code-lines.ts'
import { Relations } from './share/relations.ts'

/** In UTF-16 units, of all files together. Beyond it nothing is said of a relation that was not found. */
const mostRead = 8_000_000

/** What a policy means to keep back and nothing of either side is called, as phrases: it may be written wrongly. */
export function unmatchedIn(
  { paths, relations }: ReviewSetting['exclude'],
  { base, head }: Pick<Snapshot, 'base' | 'head'>,
): readonly string[] {
  const all = [...head.paths, ...base.paths]
  const idle = paths.filter((pattern) => {
    const within = withinFolders([pattern])
    return !all.some((path) => matchesAny(within, path))
  })
  return [...new Set([...idle, ...unnamed(relations, [head, base])])].map(
    (pattern) => `the policy keeps back ${pathText(pattern)}, which nothing here matches`,
  )
}

/** A path alone stands for a file, or for all that is in a folder of its name. */
export function withinFolders(patterns: readonly string[]): readonly string[] {
  return patterns.flatMap((pattern) =>
    /(?:^|[/*])$/.test(pattern.trim()) ? [pattern] : [pattern, `${pattern}/**`],
  )
}

function unnamed(relations: readonly string[], trees: readonly Snapshot['head'][]): readonly string[] {
  let left = relations
  let read = 0
  for (const { files } of trees) {
    for (const [path, content] of files) {
      if (left.length === 0) return []
      const text = `${path}\n${content.kind === 'text' ? content.text : ''}`
      read += text.length
      if (read > mostRead) return []
      left = without(left, text)
    }
  }
  return left
}

/** Those that a text does not name. */
function without(relations: readonly string[], text: string): readonly string[] {
  const named = new Relations(relations).namedIn(text)
  const others = relations.filter((each) => each !== named)
  return named === undefined ? relations : without(others, text)
}
