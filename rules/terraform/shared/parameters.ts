import type { Block } from '../../../src/core/terraform/configuration.ts'
import { blocksAt, type Reading, read } from '../../../src/core/terraform/read.ts'
import { firstUnknown, isUnknown } from '../../../src/core/terraform/value.ts'
import { bad, type Wanted } from './demand.ts'
import type { Judge } from './family.ts'

/** Names of the blocks that hold one parameter each, and of their attributes. */
export interface ParameterShape {
  readonly block: string
  readonly name: string
  readonly value: string
}

const parameterShape: ParameterShape = { block: 'parameter', name: 'name', value: 'value' }

/** What a parameter group says of one of its parameters: nothing where it leaves it at its default. */
export function parameterIn(group: Block, name: string, shape = parameterShape): Reading {
  const { blocks, open } = blocksAt(group, shape.block)
  const named = blocks.map((block) => ({ block, name: read(block, shape.name).value }))
  const found = named.find((each) => typeof each.name === 'string' && each.name.toLowerCase() === name)
  if (found) return read(found.block, shape.value)
  const unnamed = named.find((each) => isUnknown(each.name))
  if (unnamed) return { value: unnamed.name, place: unnamed.block.header }
  return { value: open, place: group.header }
}

/** A parameter must be as wanted; `absent` is what its default is. */
export function demandParameter(
  name: string,
  wanted: Wanted,
  { absent, shape }: { readonly absent: 'bad' | 'good'; readonly shape?: ParameterShape },
): Judge {
  return (group) => {
    const reading = parameterIn(group, name, shape)
    const { value, place } = reading
    if (value === undefined || value === null) return absent === 'bad' ? [bad(reading, name)] : []
    const because = firstUnknown(value)
    if (because) return [{ kind: 'unclear', what: name, place, because }]
    return wanted(value) ? [] : [bad(reading, name)]
  }
}
