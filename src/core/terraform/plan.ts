import type { Place } from '../text.ts'
import type { Path, Value } from './value.ts'

/** A plan as Terraform or OpenTofu made it. Sensitive values are masked before anything leaves the thread that read it. */
export interface Plan {
  /** How the user calls it: a file or an artifact. */
  readonly name: string
  /** `text` is what people paste: no types, no sensitivity, and what it hides is not known. */
  readonly form: 'json' | 'text'
  readonly formatVersion?: string
  readonly terraformVersion?: string
  /** False after `-target`, after a deferral, and where the plan itself says so. */
  readonly complete: boolean
  readonly errored: boolean
  /** Not all of its text could be read: it was cut short, or its last line counts otherwise. */
  readonly unread?: boolean
  /** Every resource change, those without action included, in the order of the plan. */
  readonly resources: readonly PlannedResource[]
  /** What changed outside Terraform since the last apply. `before` is what was applied, `after` what is there now. */
  readonly drift: readonly PlannedResource[]
  readonly deferred: readonly { readonly address: string; readonly reason: string }[]
  readonly outputs: readonly PlannedOutput[]
  readonly checks: readonly PlannedCheck[]
  /** Secrets that stand in clear. The values themselves are nowhere in this object. */
  readonly exposed: readonly ExposedSecret[]
  /** What the plan's own copy of the configuration says of each module, to tell whether it was made of the code under review. */
  readonly configuration: readonly PlannedDeclaration[]
  /** Sentences: what of the plan could not be read. */
  readonly notes: readonly string[]
}

/** A plan with the configuration it belongs to. */
export interface MatchedPlan extends Plan {
  /** What proves that it was made of other code than the head under review. */
  readonly mismatches: readonly PlanMismatch[]
}

export interface PlanMismatch {
  /** In head, where there is such a place. */
  readonly place?: Place
  /** A sentence. */
  readonly text: string
}

export type PlanAction =
  | 'no-op'
  | 'create'
  | 'read'
  | 'update'
  | 'delete'
  /** The old one is destroyed first. */
  | 'replace'
  /** The new one is made first. */
  | 'create-then-delete'
  | 'forget'
  | 'create-then-forget'

export interface PlannedResource {
  readonly address: string
  /** Address of its module; empty in the root. */
  readonly module: string
  readonly mode: 'managed' | 'data'
  readonly type: string
  readonly name: string
  readonly key?: string | number
  readonly action: PlanAction
  /** As the plan writes it: `replace_because_cannot_update`. */
  readonly reason?: string
  readonly previousAddress?: string
  /** Key of a leftover object of a replacement that failed; its deletion is clean-up. */
  readonly deposed?: string
  readonly importing: boolean
  /** A map, or null where there is nothing. What is known only after apply is unknown; attributes that need no line are left out. */
  readonly before: Value
  readonly after: Value
  /** The attributes that force a replacement. */
  readonly replacePaths: readonly Path[]
}

export interface PlannedOutput {
  readonly name: string
  readonly action: PlanAction
  readonly before: Value | undefined
  readonly after: Value | undefined
  readonly sensitiveBefore: boolean
  readonly sensitiveAfter: boolean
}

export interface PlannedCheck {
  readonly address: string
  readonly status: 'pass' | 'fail' | 'error' | 'unknown'
  readonly problems: readonly string[]
}

export interface ExposedSecret {
  /** Of a resource, `output.NAME` or a data source. */
  readonly address: string
  readonly path: Path
  /** What makes it a secret, as a clause: `the value of var.db_password, which is sensitive`. */
  readonly because: string
  /** `after`: this plan writes it there. `state`: it is there already. */
  readonly when: 'after' | 'state'
}

/** A resource, output, variable or module call as the plan's `configuration` declares it. */
export interface PlannedDeclaration {
  /** `module.lake.aws_s3_bucket.zone`, `output.dsn`, `var.zones`, `module.lake`. */
  readonly declared: string
  /** Names of everything that is set in it: attributes and blocks, literals or not. */
  readonly arguments: readonly string[]
  /** Attributes written as plain literals, by path; secrets left out. */
  readonly constants: ReadonlyMap<string, Value>
  /** Of a resource: what each attribute reads of other resources of its module, without keys that are texts: `aws_s3_bucket.raw[0].id`. */
  readonly references?: ReadonlyMap<string, readonly string[]>
  readonly sensitive?: boolean
}
