import type { PartialReason } from './catalog.ts'
import type { SqlDocument } from './document.ts'
import type { RehearsalServer, RehearsedBase, RehearsedStep, ServerError } from './rehearsal.ts'
import type { Statement } from './statement.ts'
import { contains, type Range } from './text.ts'

/** What is known of a rehearsal's files and of the repository around them, besides what was seen to run. */
export interface Surroundings {
  /** A file of the change as it was read. */
  document(path: string): SqlDocument | undefined
  /** Merged files that built the base, in order. */
  readonly merged: readonly SqlDocument[]
  /** Server major version that a file is judged for. */
  version(path: string): number
  /** What the catalog before a file lacks that no file of the rehearsal can tell. */
  gaps(path: string): readonly PartialReason[]
  /** A file of the repository outside this history that seems to make something of this name (its last part, unquoted). */
  makerElsewhere(name: string): string | undefined
}

/** A statement that failed, with all that may have been the cause. */
export interface Failure {
  readonly error: ServerError
  readonly step: RehearsedStep
  readonly server: RehearsalServer
  readonly base: RehearsedBase
  readonly document: SqlDocument
  /** As it was read; undefined where the file was read otherwise than it was sent. */
  readonly statement: Statement | undefined
  /** Those of its file that ran before it, in order. */
  readonly earlier: readonly Statement[]
  readonly around: Surroundings
}

/** The statement that was sent, and not one that stands inside it. */
export function statementAt({ statements }: SqlDocument, range: Range): Statement | undefined {
  return statements.find((one) => !one.inside && contains(one.range, range))
}

export function before({ statements }: SqlDocument, { start }: Range): readonly Statement[] {
  return statements.filter(({ range }) => range.end <= start)
}
