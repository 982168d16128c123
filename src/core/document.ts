import type { SourceComment } from './comment.ts'
import type { Dialect } from './dialect.ts'
import type { Migration } from './migration.ts'
import type { Statement } from './statement.ts'
import type { CodeFile, Configuration, Resource, SchemaFile } from './terraform/configuration.ts'
import type { CostReport } from './terraform/cost.ts'
import type { MatchedPlan } from './terraform/plan.ts'
import type { Reader } from './terraform/readers.ts'
import type { Range } from './text.ts'

/** A data file, read. Rules name the languages they understand and are given only documents of these. */
export type Document = SqlDocument | HistoryDocument | PullRequestDocument | TerraformDocument

export type Language = Document['language']
export type DocumentOf<L extends Language> = Extract<Document, { language: L }>

export type { Dialect, SourceComment }

export interface SqlDocument {
  readonly language: 'sql'
  readonly path: string
  readonly text: string
  readonly dialect: Dialect
  /**
   * The statements that run when the file is applied, in order. Those inside a DO block follow their block, the elements of a
   * CREATE SCHEMA their schema, and data-modifying common tables (`WITH x AS (DELETE ...)`) the statement that holds them.
   */
  readonly statements: readonly Statement[]
  /** The statements of the file's undo section, for tools that keep both in one file. */
  readonly undo: readonly Statement[]
  readonly comments: readonly SourceComment[]
  /** How a migration tool runs this file; undefined for a file outside every history. */
  readonly migration?: Migration
}

/** One migration history as a whole: what file-by-file rules cannot see (order, gaps, edited files). */
export interface HistoryDocument {
  readonly language: 'migration-history'
  /** The history's directory. */
  readonly path: string
  /** The files it speaks of: a rule reads it where the policy has the rule on for any of them. */
  readonly paths: readonly string[]
  readonly text: ''
  readonly tool: string
  readonly base: readonly Migration[]
  readonly head: readonly Migration[]
  /** What this change does to the history's files. */
  readonly changed: readonly {
    readonly migration: Migration
    readonly status: 'added' | 'modified' | 'deleted' | 'renamed'
    readonly previous?: Migration
  }[]
}

/**
 * One Terraform configuration: a root module, evaluated, with the plans that were made of it. At head it knows itself at base, for what
 * only the difference shows.
 */
export interface TerraformDocument extends Configuration {
  readonly language: 'terraform'
  /** The root module's directory. */
  readonly path: string
  readonly text: ''
  /** The same configuration at base; undefined at base, and where it is new. */
  readonly before?: Configuration
  /** At base: what resources became by head's `moved` blocks, by their address at base without keys. */
  readonly later?: ReadonlyMap<string, Resource>
  /** Plans of this configuration; none at base. */
  readonly plans: readonly MatchedPlan[]
  /** What of the repository, other configurations and SQL, reads what this one makes; at base none is listed. */
  readonly readers: readonly Reader[]
  /** Files of JSON that hold columns, of both sides. */
  readonly schemas?: { readonly before: readonly SchemaFile[]; readonly after: readonly SchemaFile[] }
  /** What a tool that knows prices says of these plans. */
  readonly costs?: CostReport
  /** The files, for suppression comments. */
  readonly files: readonly CodeFile[]
  /** Changed paths of the whole pull request. */
  readonly changed: readonly string[]
}

/** The pull request as a whole: what the review itself has to say about how it could do its work. */
export interface PullRequestDocument {
  readonly language: 'pull-request'
  readonly path: ''
  /** Every changed path. */
  readonly paths: readonly string[]
  /** Paths that this change puts into the tree; none at base. */
  readonly added: readonly string[]
  readonly text: ''
  /** Changed data files that were not read, or only in part, and why. */
  readonly unread: readonly Unparsed[]
  /** Suppressions that this change adds, and those that do nothing because they are expired, malformed, unused or forbidden. */
  readonly suppressions: readonly SuppressionNote[]
  /** Changed files that decide how changes are judged. */
  readonly policyFiles: readonly string[]
}

export interface SuppressionNote {
  readonly path: string
  readonly range: Range
  /** What is the matter, as a sentence; names the rules it is about. */
  readonly text: string
  readonly kind: 'new' | 'ineffective'
  readonly rules: readonly string[]
}

/** Why a data file, or part of one, could not be read. */
export interface Unparsed {
  readonly path: string
  readonly range: Range
  readonly reason: string
}
