import type { Common } from './common.ts'

// Statements whose effect is not, or not fully, known.

/** DO: its static statements follow it in the list, each with `inside`. */
export interface DoBlock extends Common {
  readonly kind: 'do-block'
  readonly language: string
}

/** A statement that runs, but whose effect cannot be read: EXECUTE of a built string, CALL, a body in a language we do not read. */
export interface Opaque extends Common {
  readonly kind: 'opaque'
  /** One phrase for people: `dynamic SQL`, `procedure call`, `body in plperl`. */
  readonly reason: string
}

/** A statement read in full that changes nothing any rule or the catalog cares for: ANALYZE, NOTIFY, CHECKPOINT ... */
export interface OtherStatement extends Common {
  readonly kind: 'other'
  /** `ANALYZE`, `CREATE COLLATION`: what it is, in words. */
  readonly verb: string
}

/** A stretch of the file that is no statement of this dialect. The others of the file stand. */
export interface UnparsedStatement extends Common {
  readonly kind: 'unparsed'
  /** The parser's own sentence. */
  readonly message: string
  /** Where the parser stopped, when it says. */
  readonly at?: number
}
