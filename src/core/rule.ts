import type { Catalog, Table } from './catalog.ts'
import type { Change } from './change.ts'
import type { Dialect, Document, DocumentOf, Language } from './document.ts'
import type { Claim, Hit, Severity } from './finding.ts'
import type { Name } from './name.ts'
import type { RehearsalServer, RehearsedBase, RehearsedFile, RehearsedStep } from './rehearsal.ts'
import type { SettingsAt } from './settings.ts'
import type { Statement } from './statement.ts'
import type { TableStatistics } from './statistics.ts'
import type { TransactionAt, TransactionProblem } from './transaction.ts'

/** A rule: one hazard, how to see it, why it matters and what to do. Its id is its path under `rules/`. */
export interface Rule extends Omit<RuleDefinition<Language>, 'check'> {
  /** What the rule says of a document; nothing of one whose language it does not read. SQL documents come with a full `Context`. */
  check(document: Document, context: CommonContext): Iterable<Hit>
}

/** A rule as it is written: `check` sees only documents of the languages it names. */
export interface RuleDefinition<L extends Language> {
  readonly id: string
  /** What to do, as an order: `Build indexes on existing tables concurrently`. */
  readonly title: string
  readonly severity: Severity
  readonly languages: readonly L[]
  /** Left out: every dialect. */
  readonly dialects?: readonly Dialect[]
  readonly tags: readonly string[]
  readonly since: string
  /** What goes wrong when it is ignored, in one to three sentences. */
  readonly why: string
  /** What to do instead; a multi-step recipe as numbered lines of markdown when one edit is not enough. */
  readonly fix: string
  readonly references?: readonly string[]
  /** Ids by which other tools know this hazard: `squawk:ban-drop-table`. Their suppressions are honoured through them. */
  readonly aliases?: readonly string[]
  /** Options a policy may set, with defaults; the default's type is the option's type. */
  readonly options?: Readonly<Record<string, RuleOption>>
  /** Rules that name the same cause better: where one of them reports on the same statement and subject, this one stays silent. */
  readonly subsumedBy?: readonly string[]
  /** Reports only what no rule named in `subsumedBy` sees: those that the policy switched off, and what they say of the rehearsal's server, count too. */
  readonly lastResort?: true
  /** Hazards of locking whose weight follows the size of the subject's table when statistics are known. */
  readonly scalesWithTable?: boolean
  readonly examples: Examples
  check(document: DocumentOf<L>, context: ContextOf<L>): Iterable<Hit>
}

export interface RuleOption {
  readonly description: string
  readonly default: OptionValue
}
export type OptionValue = string | number | boolean | readonly string[]

/**
 * Executed by the examples test and printed on the rule's page. A string is one new migration file, for rules on Terraform a `main.tf`;
 * a map is a set of new files by path.
 * Every bad example must make this rule report; no good example may.
 */
export interface Examples {
  /** What is already merged: one script, or files by path. */
  readonly before?: string | Readonly<Record<string, string>>
  readonly bad: readonly Example[]
  readonly good: readonly Example[]
}
export type Example = string | ExampleCase
export interface ExampleCase {
  /** Overrides `Examples.before`. */
  readonly before?: string | Readonly<Record<string, string>>
  /** Files of the pull request by path; null deletes a file of `before`. */
  readonly files: Readonly<Record<string, string | null>>
  /** Server major version, when the case depends on it. */
  readonly version?: number
  readonly options?: Readonly<Record<string, OptionValue>>
  readonly statistics?: Readonly<Record<Name, TableStatistics>>
  /** A phrase for the page when the case needs one. */
  readonly note?: string
  /** The rule says this of it only when the change has been rehearsed. */
  readonly rehearsed?: true
  /** The plan of this change, as `terraform show -json` writes it; what every plan has (`format_version`) may be left out. */
  readonly plan?: Readonly<Record<string, unknown>>
}

/** What every rule may know, whatever it reads. */
export interface CommonContext {
  readonly options: Readonly<Record<string, OptionValue>>
}

/** What a rule may know besides its document. */
export type ContextOf<L extends Language> = L extends 'sql' ? Context : CommonContext

/** What a rule on SQL may know: read-only and complete. Answers are three-valued where knowledge may be partial. */
export interface Context extends CommonContext {
  /** The database before this file runs. */
  readonly before: Catalog
  /** The database after it. */
  readonly after: Catalog
  /** What this file does to the data. */
  readonly changes: readonly Change[]
  /** Server major version the review assumes. */
  readonly version: number
  /** The world right before and right after one statement of this file. */
  at(statement: Statement): StepContext
  /** Imbalances of BEGIN and COMMIT in this file. */
  readonly transactionProblems: readonly TransactionProblem[]
  /**
   * The table a statement names, judged right before it: a table that exists before this file begins, `new` when this file created it
   * (whatever it is called by now), or `unknown` when the catalog does not hold it. Rules on locks and data stay silent on `new`
   * and report `unknown` with medium confidence.
   */
  existing(statement: Statement, table: Name): Table | 'new' | 'unknown'
  /** Statistics of a table, by any of its names; undefined without `--stats`. */
  statistics(table: Name): TableStatistics | undefined
  /** Other new or changed files of this pull request in the same history, in order, this file included. */
  readonly siblings: readonly DocumentOf<'sql'>[]
  /** What running this file in a database of its own showed; undefined where nobody tried. */
  readonly rehearsed?: RehearsedWorld
  /** Whether the rehearsal saw a statement do what is claimed of it; `unknown` where it could not show that. */
  holds(statement: Statement, claim: Claim): 'yes' | 'no' | 'unknown'
}

/** One file's rehearsal, with the world it took place in. */
export interface RehearsedWorld {
  readonly server: RehearsalServer
  readonly base: RehearsedBase
  readonly file: RehearsedFile
  /** Steps of the files that ran before it in the same rehearsal, in order. */
  readonly earlier: readonly RehearsedStep[]
  /** Tables whose rows were lost when those files were undone and run again. */
  readonly emptied: readonly Name[]
  /** Texts of the base's statements that were left out; undefined for one whose file is not at hand. */
  readonly skippedTexts: readonly (string | undefined)[]
}

export interface StepContext {
  readonly before: Catalog
  readonly after: Catalog
  readonly changes: readonly Change[]
  /** Where the statement contradicts a history that was read in full, as a clause: `orders already exists`. */
  readonly problem?: string
  /** The transaction the statement runs in. */
  readonly transaction: TransactionAt
  /** Session settings in force when the statement begins: lock_timeout and the like. */
  readonly settings: SettingsAt
  /** What the rehearsal saw of it, or of the block it stands in; undefined when it did not come to run. */
  readonly seen?: RehearsedStep
}

/**
 * The part of a hit that says a table was taken to exist because the history does not hold it; nothing for a known table.
 * Spread it into the hit: `...assume(table, statement.table)`.
 */
export function assume(found: Table | 'unknown', name: Name): Pick<Hit, 'assumption'> {
  return found === 'unknown'
    ? { assumption: `Nothing read here creates ${name}, so it is taken to exist and to hold data.` }
    : {}
}

/** Makes a rule of its definition; that the id is its path is asserted by a test. */
export function defineRule<const L extends Language>(definition: RuleDefinition<L>): Rule {
  type Readable = [DocumentOf<L>, ContextOf<L>]
  const reads = (given: [Document, CommonContext]): given is Readable =>
    definition.languages.some((language) => language === given[0].language)
  return {
    ...definition,
    check: (...given) => (reads(given) ? definition.check(...given) : []),
  }
}
