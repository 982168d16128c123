import { type Directive, readDirective } from './directive.ts'
import type { SqlDocument } from './document.ts'
import { normalise } from './fingerprint.ts'
import { basePath, type FileChange } from './snapshot.ts'
import { type Reach, reachIn } from './suppression-reach.ts'
import { reachInCode } from './terraform/code-reach.ts'
import type { CodeFile } from './terraform/configuration.ts'
import { type Place, slice } from './text.ts'

/** A comment in code that asks for findings not to count. */
export interface Suppression extends Directive {
  readonly place: Place
  /** Text of the comment and of the statement it speaks of, normalised: what makes it the same suppression elsewhere. */
  readonly identity: string
  readonly reach: Reach
}

export interface SuppressionProblem {
  readonly kind: 'expired' | 'unused' | 'no-reason' | 'unknown-rule' | 'forbidden' | 'malformed'
  readonly place: Place
  /** As written in the comment. */
  readonly rules: readonly string[]
  /** What is wrong and what to do, for people. */
  readonly text: string
}

export interface Suppressions {
  readonly suppressions: readonly Suppression[]
  readonly problems: readonly SuppressionProblem[]
}

/** A text whose comments may ask for silence. */
export type Commented = SqlDocument | CodeFile

const mostPerFile = 500

/** Every suppression that the comments of these documents ask for, and those that cannot be read. */
export function suppressionsIn(documents: readonly Commented[]): Suppressions {
  const read = documents.map(suppressionsOf)
  return {
    suppressions: read.flatMap(({ suppressions }) => suppressions),
    problems: read.flatMap(({ problems }) => problems),
  }
}

function suppressionsOf(document: Commented): Suppressions {
  const suppressions: Suppression[] = []
  const problems: SuppressionProblem[] = []
  // Few documents hold a directive.
  let reachOf: ReturnType<typeof reachInCode> | undefined
  for (const comment of document.comments) {
    const directive = readDirective(comment)
    if (!directive) continue
    const place = { path: document.path, range: comment.range }
    const malformed = (text: string) => problems.push({ kind: 'malformed', place, rules: [], text })
    if (suppressions.length >= mostPerFile) {
      malformed(`Only the first ${mostPerFile} suppressions of a file count: use one \`sluice:ignore-file\`.`)
      break
    }
    if ('malformed' in directive) {
      malformed(directive.malformed)
      continue
    }
    reachOf ??= 'units' in document ? reachInCode(document) : reachIn(document)
    const reach = reachOf(comment.range, directive.tool)
    if (directive.tool === 'sluice' && directive.scope === 'file' && !reach.atTop) {
      malformed('`sluice:ignore-file` counts only above all code: move it to the top of the file.')
      continue
    }
    const spoken = directive.scope === 'file' || !reach.statement ? '' : slice(document.text, reach.statement)
    const identity = JSON.stringify([comment.text.trim().replace(/\s+/g, ' '), normalise(spoken)])
    suppressions.push({ ...directive, place, identity, reach })
  }
  return { suppressions, problems }
}

/**
 * The suppressions of head that base does not have: another comment, other rules, or the same comment at another statement. Equal ones
 * are counted. A suppression of a whole file belongs to its file, through renames.
 */
export function newSuppressions(
  base: readonly Suppression[],
  head: readonly Suppression[],
  changed: readonly FileChange[] = [],
): Suppression[] {
  const before = new Map(changed.map((change) => [change.path, basePath(change)]))
  const key = ({ identity, scope, rules }: Suppression, path: string | undefined) =>
    JSON.stringify([scope, [...rules].sort(), identity, scope === 'file' ? path : ''])
  const left = Map.groupBy(base, (suppression) => key(suppression, suppression.place.path))
  return head.filter((suppression) => {
    const { path } = suppression.place
    return left.get(key(suppression, before.has(path) ? before.get(path) : path))?.pop() === undefined
  })
}
