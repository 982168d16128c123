import type { Place } from '../../core/text.ts'
import type { HclAttribute, HclBlock } from '../hcl/syntax.ts'

/** A block at the top of a file, with what override files change in it. */
export interface Declaration {
  readonly path: string
  readonly block: HclBlock
  readonly attributes: readonly Written<HclAttribute>[]
  readonly blocks: readonly Written<HclBlock>[]
}

/** Something written, with the file it stands in. */
export interface Written<T> {
  readonly path: string
  readonly node: T
}

export function placeOf({ path, node }: Written<{ readonly range: Place['range'] }>): Place {
  return { path, range: node.range }
}

export function attributeOf(declaration: Declaration, name: string): Written<HclAttribute> | undefined {
  return declaration.attributes.find(({ node }) => node.name === name)
}

/** Its type and labels. */
export function headerOf({ path, block }: Declaration): Place {
  return { path, range: block.header }
}
