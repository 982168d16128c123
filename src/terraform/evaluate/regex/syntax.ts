/** A regular expression of RE2, as a tree. */
export type Node =
  | { readonly kind: 'empty' }
  | { readonly kind: 'characters'; readonly matches: (character: number) => boolean }
  | { readonly kind: 'assertion'; readonly holds: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'either'; readonly branches: readonly Node[] }
  | {
      readonly kind: 'repeat'
      readonly of: Node
      readonly least: number
      /** Left out where there is no limit. */
      readonly most?: number
      readonly greedy: boolean
    }
  | { readonly kind: 'group'; readonly of: Node; readonly index: number }

/** Whether it holds between two characters; undefined stands for the beginning and the end of the text. */
export type Assertion = (before: number | undefined, after: number | undefined) => boolean

export interface Pattern {
  readonly root: Node
  /** Names of the groups from 1 on; undefined where a group has none. */
  readonly groups: readonly (string | undefined)[]
}
