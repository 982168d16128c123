import type { Attribute, Block, Body } from '../../core/terraform/configuration.ts'
import type { Unknown, Value } from '../../core/terraform/value.ts'
import { partsOf } from '../evaluate/parts.ts'
import type { HclAttribute, HclBlock } from '../hcl/syntax.ts'
import { placeOf, type Written } from './declaration.ts'
import { dependenceOf } from './dependence.ts'
import { type Expansion, expansionOf } from './dynamic-blocks.ts'
import { evaluateIn } from './evaluating.ts'
import type { Frame } from './evaluation.ts'
import { remembered } from './lazy.ts'
import { lifecycleArgument } from './meta-arguments.ts'
import { viaOf } from './via.ts'

/** What instances of one resource share: what does not depend on the instance. */
export type Shared = Map<HclAttribute | HclBlock, Attribute | Block>

export interface BodyParts {
  readonly attributes: readonly Attribute[]
  readonly blocks: readonly Written<HclBlock>[]
  readonly shared?: Shared
}

export function bodyIn(frame: Frame, { attributes, blocks, shared }: BodyParts): Body {
  const open = new Map<string, Unknown>()
  const found: Block[] = []
  for (const written of blocks) {
    const [type] = written.node.labels
    if (written.node.type !== 'dynamic' || type === undefined) {
      found.push(blockIn(frame, written, shared))
      continue
    }
    const expansion = expansionOf(frame, written)
    if ('kind' in expansion) open.set(type, expansion)
    else found.push(...blocksOf(expansion, written))
  }
  return { attributes: new Map(attributes.map((each) => [each.name, each])), blocks: found, open }
}

/** Each stands where the dynamic block does. */
function blocksOf(
  { type, content, instances }: Expansion,
  { path, node }: Written<HclBlock>,
): readonly Block[] {
  return instances.map(({ frame, labels }) => ({
    type,
    labels,
    header: { path, range: node.header },
    place: { path, range: node.range },
    ...nestedBody(frame, { path, node: content }),
  }))
}

/** A block and all that stands in it. */
function blockIn(frame: Frame, written: Written<HclBlock>, shared?: Shared): Block {
  const make = () => makeBlock(frame, written, shared)
  const dependence = dependenceOf(written.node)
  if (dependence === 'nothing')
    return remembered(frame.module.evaluation.constants, written.node, make) as Block
  return dependence === 'module' && shared ? (remembered(shared, written.node, make) as Block) : make()
}

function makeBlock(frame: Frame, { path, node }: Written<HclBlock>, shared?: Shared): Block {
  const { type, labels } = node
  return {
    type,
    labels,
    header: { path, range: node.header },
    place: { path, range: node.range },
    ...nestedBody(frame, { path, node }, shared),
  }
}

/** What stands between the braces of a nested block. */
function nestedBody(frame: Frame, { path, node }: Written<HclBlock>, shared?: Shared): Body {
  const { attributes, blocks } = node.body
  const given = (each: HclAttribute) => (node.type === 'lifecycle' ? lifecycleArgument(each) : undefined)
  return bodyIn(frame, {
    attributes: attributes.map((each) => attributeIn(frame, { path, node: each }, given(each))),
    blocks: blocks.map((each) => ({ path, node: each })),
    ...(shared && { shared }),
  })
}

/** An attribute, with the value it is given where that is known already. */
export function attributeIn(frame: Frame, written: Written<HclAttribute>, given?: Value): Attribute {
  const make = (): Attribute => ({
    name: written.node.name,
    value: given ?? evaluateIn(frame, written),
    place: placeOf(written),
    parts: partsIn(written),
    via: viaOf(written, frame),
  })
  if (dependenceOf(written.node) !== 'nothing') return make()
  return remembered(frame.module.evaluation.constants, written.node, make) as Attribute
}

export function unknownAttribute(written: Written<HclAttribute>, value: Value): Attribute {
  return { name: written.node.name, value, place: placeOf(written), parts: [], via: [] }
}

const parts = new WeakMap<HclAttribute, Attribute['parts']>()

function partsIn({ path, node }: Written<HclAttribute>): Attribute['parts'] {
  return remembered(parts, node, () => partsOf(node.value, path))
}
