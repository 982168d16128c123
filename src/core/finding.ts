import type { Name } from './name.ts'
import type { SeenWork } from './rehearsal.ts'
import type { LockMode } from './statement.ts'
import type { Place, Range } from './text.ts'

export type Severity = 'critical' | 'high' | 'medium' | 'low'
export type Confidence = 'high' | 'medium' | 'low'
export type Enforcement = 'block' | 'warn' | 'info' | 'off'

/** From the gravest to the least, for sorting and for raising or lowering by a step. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low']
export const enforcements: readonly Enforcement[] = ['block', 'warn', 'info', 'off']

/** What a finding or a change is about. */
export interface Subject {
  readonly kind: SubjectKind
  /** Canonical name as people write it: the default schema is left out (`orders`, `orders.total`, `aws_s3_bucket.lake`). */
  readonly name: Name
}
export type SubjectKind =
  | 'table'
  | 'column'
  | 'index'
  | 'constraint'
  | 'view'
  | 'schema'
  | 'type'
  | 'function'
  | 'sequence'
  | 'role'
  | 'trigger'
  | 'policy'
  | 'extension'
  | 'file'
  | 'migration'
  | 'statement'
  | 'model'
  | 'test'
  | 'source'
  | 'contract'
  | 'resource'
  | 'rule'

/** What a rule says of one place. Everything else of a Finding is added by `evaluate`. */
export interface Hit {
  readonly at: Range
  /** When the place is in another file than the document under review. */
  readonly path?: string
  /** `base` when the place is only there: a removed test, a deleted file. Left out: head. */
  readonly side?: 'base'
  /**
   * What makes this the same finding in another revision, beside rule and subject. Left out: the statement's text. A must where the
   * place is in another file, whose lines may move.
   */
  readonly identity?: string
  readonly subject: Subject
  /** What the subject is known by in another revision, where that is not its name there: a resource that moved. */
  readonly knownAs?: string
  /**
   * The attribute of the subject that it is about, where the place does not tell: a header stands for all that is not there. Between
   * domains of rules, hits that name different ones have different causes.
   */
  readonly aspect?: string
  /** One or two sentences: what is wrong here and what it does. No advice: that is the rule's `fix`. */
  readonly message: string
  /** Left out: high when nothing unknown was relied on. */
  readonly confidence?: Confidence
  readonly evidence?: readonly Evidence[]
  /** What is not known here and was taken for granted, as a sentence; makes the confidence at most medium. See `assume`. */
  readonly assumption?: string
  readonly suggestion?: Suggestion
  /**
   * How much is at stake here compared with the rule's ordinary case: `grave` (a large table by statistics, a nullability proven) or
   * `light` (a table known to be small). Policies may enforce these differently.
   */
  readonly weight?: Weight
  /** What the message says that the server does: where a rehearsal shows otherwise, the hit is corrected or dropped. */
  readonly claim?: Claim
  /**
   * The rule cannot tell here whether anything is wrong, and why, as a clause. Such a hit is no finding: it is listed as not determined, and
   * what base has of the same rule and subject does not count as fixed.
   */
  readonly undetermined?: string
}

/** What a hit says the server does, in a form that a rehearsal can be asked about. */
export type Claim = WorkClaim | FailureClaim

/** The statement takes a lock on a table, and goes through the whole of it. */
export interface WorkClaim {
  readonly does: 'work'
  /** As the statement or a finding names it. */
  readonly table: Name
  readonly lock?: LockMode
  /** Any of these. Left out: the lock alone is what matters. */
  readonly work?: readonly SeenWork['kind'][]
}

/** The server refuses the statement. */
export interface FailureClaim {
  readonly does: 'fail'
  /** The table whose rows are what it fails for; left out where it fails whatever the tables hold. */
  readonly table?: Name
}
export type Weight = 'light' | 'usual' | 'grave'

export interface Evidence {
  /** `measured`: seen in the rehearsal or stated by the plan. `proved`: follows from the catalog, a constraint, a test, a contract. `inferred`: from names, habits or incomplete knowledge. */
  readonly strength: 'measured' | 'proved' | 'inferred'
  readonly kind:
    | 'statement'
    | 'lock'
    | 'rewrite'
    | 'scan'
    | 'catalog'
    | 'statistics'
    | 'dependency'
    | 'transaction'
    | 'server-error'
    | 'plan'
    | 'lineage'
    | 'contract'
    | 'quote'
    /** A line of code that has a part in it. */
    | 'code'
  readonly text: string
  readonly place?: Place
}

/** A text edit inside one file that is the whole fix, to be committed as it stands. */
export interface Suggestion {
  readonly title: string
  /** Non-overlapping, in order. */
  readonly edits: readonly { readonly range: Range; readonly text: string }[]
}

export type FindingStatus = 'introduced' | 'existing' | 'fixed'

export interface Finding
  extends Omit<
    Hit,
    | 'at'
    | 'path'
    | 'identity'
    | 'assumption'
    | 'confidence'
    | 'weight'
    | 'evidence'
    | 'claim'
    | 'undetermined'
    | 'knownAs'
    | 'aspect'
  > {
  readonly ruleId: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly weight: Weight
  readonly status: FindingStatus
  readonly origin: 'rule' | 'model'
  readonly path: string
  readonly range: Range
  readonly evidence: readonly Evidence[]
  /** Hash of rule, subject and normalised statement or resource address; survives line moves and file renames. 32 hex digits. */
  readonly fingerprint: string
  readonly suppressedBy?: { readonly place: Place; readonly reason: string; readonly until?: string }
}

/** A finding before base and head have been compared. */
export type RawFinding = Omit<Finding, 'status' | 'suppressedBy'>
