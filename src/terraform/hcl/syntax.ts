import type { SourceComment } from '../../core/document.ts'
import type { Range } from '../../core/text.ts'

/** HCL as it is written (HCL Native Syntax Specification): blocks, attributes, expressions, with exact ranges; plain data. */
export interface HclFile {
  readonly path: string
  readonly body: HclBody
  readonly comments: readonly SourceComment[]
}

export interface HclBody {
  readonly attributes: readonly HclAttribute[]
  readonly blocks: readonly HclBlock[]
}

export interface HclAttribute {
  readonly name: string
  readonly value: Expression
  /** From the name to the end of the expression. */
  readonly range: Range
}

export interface HclBlock {
  readonly type: string
  readonly labels: readonly string[]
  /** Type and labels, without the brace. */
  readonly header: Range
  readonly range: Range
  readonly body: HclBody
}

export type Expression = { readonly range: Range } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /**
   * A quoted or heredoc text into which something is put; indentation of `<<-` and blanks beside `~` are taken off already. `%{ if }` and
   * `%{ for }` are parts of their own. One interpolation alone is that value itself, whatever its type.
   */
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly items: readonly ObjectItem[] }
  | ForExpression
  | {
      readonly kind: 'call'
      readonly name: string
      readonly args: readonly Expression[]
      /** The last argument is followed by `...`. */
      readonly expands: boolean
    }
  /** `var`, `local`, `aws_s3_bucket`, `each`: the beginning of a traversal, or a variable of a `for`. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
  /** `of.*` (attribute-only) and `of[*]` (full); `then` is applied to each element, whose name is `each` below. */
  | {
      readonly kind: 'splat'
      readonly of: Expression
      readonly full: boolean
      readonly then: readonly SplatStep[]
      /** It stands behind a full one, `a[*].rules[*].port`: it is applied to what that one makes of each element. */
      readonly within?: true
    }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly of: Expression }
  | {
      readonly kind: 'binary'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | {
      readonly kind: 'conditional'
      readonly condition: Expression
      readonly then: Expression
      readonly otherwise: Expression
    }
)

export interface ForExpression {
  readonly kind: 'for'
  readonly makes: 'tuple' | 'object'
  /** Name of the key or index variable, where there are two. */
  readonly keyName?: string
  readonly valueName: string
  readonly over: Expression
  /** Of an object. */
  readonly key?: Expression
  readonly value: Expression
  readonly condition?: Expression
  /** `...` after the value: equal keys are gathered in lists. */
  readonly groups: boolean
}

/** A key that is a bare word is a literal. */
export interface ObjectItem {
  readonly key: Expression
  readonly value: Expression
  readonly range: Range
}

export type SplatStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'index'; readonly key: Expression }

export type TemplatePart =
  | string
  | { readonly kind: 'interpolation'; readonly of: Expression }
  | {
      readonly kind: 'if'
      readonly condition: Expression
      readonly then: readonly TemplatePart[]
      readonly otherwise: readonly TemplatePart[]
    }
  | {
      readonly kind: 'for'
      readonly keyName?: string
      readonly valueName: string
      readonly over: Expression
      readonly body: readonly TemplatePart[]
    }
