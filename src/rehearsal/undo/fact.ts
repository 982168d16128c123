import type { Name } from '../../core/name.ts'

/** One thing a schema holds. No two facts of one reading have the same object and name. */
export interface SchemaFact {
  /** As people say it: `column`, `comment on table`, `grant to app on table`. */
  readonly object: string
  /** Full name; with the types of its arguments where these tell it from its namesakes: `public.total(integer)`. */
  readonly name: Name
  /** As SQL, with everything in it named in full; long ones end in a hash. Empty where being there is all there is to it. */
  readonly definition: string
  /** What it goes with when that is gone, as `keyOf`: a column with its table, an index with its columns, a policy with what it reads. */
  readonly within: readonly string[]
}

export const keyOf = ({ object, name }: Pick<SchemaFact, 'object' | 'name'>) => `${object} ${name}`
