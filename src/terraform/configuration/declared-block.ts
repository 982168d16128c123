import type { Block } from '../../core/terraform/configuration.ts'
import { attributeIn, bodyIn } from './bodies.ts'
import type { Frame } from './frame.ts'
import { metaArguments } from './meta-arguments.ts'
import type { Declaration } from './module-code.ts'

/** A block at the top of a file, evaluated. */
export function declaredBlock(frame: Frame, declaration: Declaration): Block {
  const attributes = declaration.attributes.map((each) =>
    attributeIn(frame, each, metaArguments.has(each.node.name)),
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
