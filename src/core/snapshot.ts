/**
 * What a review reads, and all that it reads: two trees, what changed between them, and the outside world as values.
 * A room that needs more asks for it here; nothing downstream of a Snapshot performs I/O.
 */
export interface Snapshot {
  readonly base: Tree
  readonly head: Tree
  readonly changed: readonly FileChange[]
  /** The outside world at the moment of reading, so that the same Snapshot always gives the same Report. */
  readonly clock: Clock
}

export interface Clock {
  /** ISO 8601 date (`2026-11-21`) against which expiry dates of waivers and suppressions are judged. */
  readonly today: string
}

export interface Tree {
  /** Commit id (40 or 64 hex digits), or null for a tree that is no commit: an unborn base, files given by name. */
  readonly commit: string | null
  /** The files a review may need, by path (`/`-separated, relative to the repository root), in path order. */
  readonly files: ReadonlyMap<string, FileContent>
  /** Every path of the tree, also those whose content was not collected; in path order. */
  readonly paths: readonly string[]
}

export type FileContent = FileText | UnreadFile

export interface FileText {
  readonly kind: 'text'
  /** Decoded text as stored: line endings are kept, a leading byte order mark is removed. */
  readonly text: string
}

export interface UnreadFile {
  readonly kind: 'unread'
  readonly reason: UnreadReason
  /** One sentence for people, with the figure or name that explains the reason. */
  readonly detail: string
}

export type UnreadReason =
  | 'binary'
  | 'not-utf8'
  | 'too-large'
  | 'symlink'
  | 'submodule'
  | 'lfs-pointer'
  | 'missing-object'

export interface FileChange {
  readonly status: 'added' | 'modified' | 'deleted' | 'renamed'
  /** Path at head; for a deleted file the path it had at base. */
  readonly path: string
  /** Path at base, when the file was renamed. */
  readonly previousPath?: string
}

/** The path a changed file had at base, or undefined when it did not exist there. */
export function basePath(change: FileChange): string | undefined {
  return change.status === 'added' ? undefined : (change.previousPath ?? change.path)
}

/** The path a changed file has at head, or undefined when it is gone. */
export function headPath(change: FileChange): string | undefined {
  return change.status === 'deleted' ? undefined : change.path
}

/** The text at a path, or undefined when the file is absent or could not be read. */
export function textAt(tree: Tree, path: string): string | undefined {
  const content = tree.files.get(path)
  return content?.kind === 'text' ? content.text : undefined
}

export const emptyTree: Tree = { commit: null, files: new Map(), paths: [] }
