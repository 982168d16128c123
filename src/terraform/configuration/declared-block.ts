import type { Block } from '../../core/terraform/configuration.ts'
import type { Value } from '../../core/terraform/value.ts'
import { attributeIn, bodyIn } from './bodies.ts'
import type { Declaration } from './declaration.ts'
import { type Frame, noNames } from './evaluation.ts'
import { metaArgument } from './meta-arguments.ts'

/** A block at the top of a file, evaluated, as far as values of its attributes are not given. */
export function declaredBlock(
  frame: Frame,
  declaration: Declaration,
  given: ReadonlyMap<string, Value> = noNames,
): Block {
  const attributes = declaration.attributes.map((each) =>
    attributeIn(frame, each, given.get(each.node.name) ?? metaArgument(each.node)),
  )
  return { ...headOf(declaration), ...bodyIn(frame, { attributes, blocks: declaration.blocks }) }
}

export function headOf({ path, block }: Declaration): Pick<Block, 'type' | 'labels' | 'header' | 'place'> {
  return {
    type: block.type,
    labels: block.labels,
    header: { path, range: block.header },
    place: { path, range: block.range },
  }
}
