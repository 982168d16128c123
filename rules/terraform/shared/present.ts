import type { Block } from '../../../src/core/terraform/configuration.ts'
import { blocksAt, read } from '../../../src/core/terraform/read.ts'
import {
  isList,
  isMasked,
  isUnknown,
  type Reference,
  type Unknown,
  unknown,
  type Value,
} from '../../../src/core/terraform/value.ts'
import { bad } from './demand.ts'
import type { Judge } from './family.ts'

/** Something must be there: a key, a block, the name of another resource. Which one it is does not matter. */
export function demandPresent(path: string): Judge {
  return (resource) => {
    const is = presence(resource, path)
    if (is === 'yes') return []
    const reading = read(resource, path)
    return is === 'no'
      ? [bad(reading, path)]
      : [{ kind: 'unclear', what: path, place: reading.place, because: is }]
  }
}

/** Judges only where nothing is set at the path; where that is not known, nothing can be told. */
export function unlessPresent(path: string, judge: Judge): Judge {
  return (resource, world) => {
    const is = presence(resource, path)
    if (is === 'yes') return []
    const told = judge(resource, world)
    if (is === 'no' || told.length === 0) return told
    return [{ kind: 'unclear', what: path, place: read(resource, path).place, because: is }]
  }
}

/**
 * Whether a block or a value is there. An attribute of another resource counts, although its value is known only once that is made; of
 * a data source only what each one has.
 */
export function presence(block: Block, path: string): 'yes' | 'no' | Unknown {
  if (blocksAt(block, path).blocks.length > 0) return 'yes'
  const { value } = read(block, path)
  if (isNothing(value)) return 'no'
  if (isMasked(value)) return unknown(`${path} is sensitive`)
  return isUnknown(value) && !isNamed(value) ? value : 'yes'
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '' || (isList(value) && value.length === 0)
}

/** A text that is known in part is no empty one. */
function isNamed({ reference, json, parts = [] }: Unknown): boolean {
  if (json !== undefined) return true
  if (reference) return !isOfData(reference) || alwaysThere.test(reference.attribute)
  return parts.some((part) => typeof part === 'string' && part !== '')
}

const alwaysThere = /(?:^|[._])(?:id|arn|name|key|link|url|uri)$/

function isOfData({ address }: Reference): boolean {
  return /(?:^|\.)data\./.test(address)
}
