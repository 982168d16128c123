import type { Evaluation } from '../core/evaluation.ts'
import type { Rehearsal } from '../core/rehearsal.ts'
import { type FileChange, type FileContent, type Snapshot, type Tree, textAt } from '../core/snapshot.ts'
import { judgeChange, type ReviewInput } from '../pipeline.ts'
import type { Rehearser } from '../rehearsal/rehearser.ts'
import { type ReadChange, readChange } from './read-change.ts'

/** A file of head with another text, or a new one. */
export interface FileEdit {
  readonly path: string
  /** All of it. */
  readonly text: string
}

/** A change as it was evaluated, with what the evaluation was made of. */
export interface Trial {
  readonly snapshot: Snapshot
  readonly read: ReadChange
  readonly evaluation: Evaluation
  /** As they came; with the schema that each ends in. */
  readonly rehearsals: readonly Rehearsal[]
}

export interface Refused {
  /** Why, as a sentence for the log. */
  readonly refused: string
}

/** What is wrong with a change that was read, as a clause. */
export type Objection = (read: ReadChange) => string | undefined

/**
 * The change as it would be with these files, evaluated anew by the same engine. Plans were made of other code and are left out. Nothing is
 * written anywhere. Refused where a path is no data file of a folder that the change or one of its histories has, where it is too much, and
 * for what `objects` says (a clause) of the change as it was read: then nothing of it is run.
 */
export async function tryOut(
  input: ReviewInput,
  edits: readonly FileEdit[],
  objects: Objection = () => undefined,
): Promise<Trial | Refused> {
  const problem = edits.map(({ path, text }) => unfit(path, text, input.snapshot)).find(Boolean)
  if (problem !== undefined) return { refused: problem }
  if (edits.length > mostFiles || new Set(edits.map(({ path }) => path)).size < edits.length)
    return { refused: `It is more than ${mostFiles} files, or one of them twice.` }
  const snapshot = edited(input.snapshot, edits)
  const rehearsals: Rehearsal[] = []
  const { costs: _, rehearser, ...rest } = input
  const given: ReviewInput = {
    ...{ ...rest, snapshot, plans: [] },
    ...(rehearser && { rehearser: witnessed(rehearser, rehearsals) }),
  }
  const read = await readChange(given)
  const stray = edits.find(({ path }) => !isNearby(path, read, input.snapshot))
  const why = stray
    ? `${stray.path} is in no folder that the change or one of its histories has`
    : objects(read)
  if (why !== undefined) return { refused: `${why}.` }
  return { snapshot, read, evaluation: await judgeChange(given, read), rehearsals }
}

const mostFiles = 20
const longestText = 1024 * 1024
const longestPath = 500

/** Data code alone, and nothing that a name could hide. */
const dataFile = /^(?:[\w@+=,()[\] -][\w.@+=,()[\] -]*\/)*[\w@+=,()[\] -][\w.@+=,()[\] -]*\.(?:sql|tf|tofu)$/

function unfit(path: string, text: string, { head }: Snapshot): string | undefined {
  if (path.length > longestPath || !dataFile.test(path) || path.includes('..'))
    return 'It is about a path at which no data file may be.'
  if (text.length > longestText) return `${path} would be longer than ${longestText} characters.`
  if (head.files.get(path)?.kind === 'unread') return `${path} could not be read at head.`
  return undefined
}

/** What a change may reach: the folders of its files, and what its histories and root modules hold with it. */
function isNearby(path: string, { survey, terraform }: ReadChange, { changed }: Snapshot): boolean {
  const folders = new Set([
    ...changed.map((change) => folderOf(change.path)),
    ...terraform.head.map(({ root }) => root),
  ])
  const histories = new Set([
    ...survey.base.histories.map(({ root }) => root),
    ...changed.map((change) => survey.head.members.get(change.path)?.history.root),
  ])
  const own = survey.head.members.get(path)?.history.root
  return folders.has(folderOf(path)) || (own !== undefined && histories.has(own))
}

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

function edited(snapshot: Snapshot, edits: readonly FileEdit[]): Snapshot {
  if (edits.length === 0) return snapshot
  const changed = new Map(snapshot.changed.map((change) => [change.path, change]))
  for (const { path } of edits) {
    const known = changed.get(path)
    if (!known || known.status === 'deleted') changed.set(path, changeAt(path, snapshot.base))
  }
  return {
    ...snapshot,
    head: withTexts(snapshot.head, edits),
    changed: [...changed.values()].sort((one, other) => byPath(one.path, other.path)),
  }
}

const changeAt = (path: string, base: Tree): FileChange => ({
  path,
  status: base.paths.includes(path) ? 'modified' : 'added',
})

/** A tree that is no commit any more. */
function withTexts(tree: Tree, edits: readonly FileEdit[]): Tree {
  const files = new Map<string, FileContent>(tree.files)
  for (const { path, text } of edits) files.set(path, { kind: 'text', text })
  return {
    commit: null,
    files: new Map([...files].sort(([one], [other]) => byPath(one, other))),
    paths: [...new Set([...tree.paths, ...edits.map(({ path }) => path)])].sort(byPath),
  }
}

const byPath = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

/** Keeps what is said, and asks for the schema as well. */
function witnessed(rehearser: Rehearser, rehearsals: Rehearsal[]): Rehearser {
  return {
    async rehearse(request) {
      const rehearsal = await rehearser.rehearse({ ...request, tellsSchema: true })
      rehearsals.push(rehearsal)
      return rehearsal
    },
    close: () => rehearser.close(),
  }
}

/** The text of a file at head, as it was or as it was tried. */
export const headText = ({ snapshot }: Trial, path: string): string | undefined => textAt(snapshot.head, path)
