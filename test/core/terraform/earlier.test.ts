import { describe, expect, test } from 'vitest'
import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Refactoring, Resource } from '../../../src/core/terraform/configuration.ts'
import { differences } from '../../../src/core/terraform/earlier.ts'
import { unknown } from '../../../src/core/terraform/value.ts'
import { block, configuration, resource } from './block.ts'

const moved = (from: string, to: string): Refactoring => ({
  ...block('moved', {}),
  kind: 'moved',
  module: '',
  from,
  to,
})

function told(
  before: readonly Resource[] | undefined,
  after: readonly Resource[],
  moves: readonly Refactoring[] = [],
) {
  const document: TerraformDocument = {
    ...configuration(...after),
    refactorings: moves,
    ...{ language: 'terraform', path: '', text: '', plans: [], readers: [], files: [], changed: [] },
    ...(before && { before: configuration(...before) }),
  }
  const { pairs, gone } = differences(document)
  return {
    pairs: pairs.map(({ was, is }) => `${was.address} > ${is.address}`),
    gone: gone.map(({ address }) => address),
  }
}

const table = (address: string) => resource(address, {})

describe('a resource is found at base', () => {
  test('by its address', () => {
    const at = [table('aws_dynamodb_table.a'), table('aws_dynamodb_table.b')]
    expect(told(at, at.slice(1))).toEqual({
      pairs: ['aws_dynamodb_table.b > aws_dynamodb_table.b'],
      gone: ['aws_dynamodb_table.a'],
    })
  })
  test('through moves, one after the other', () => {
    const moves = [
      moved('aws_dynamodb_table.a', 'aws_dynamodb_table.b'),
      moved('aws_dynamodb_table.b', 'aws_dynamodb_table.c["x"]'),
    ]
    expect(told([table('aws_dynamodb_table.a')], [table('aws_dynamodb_table.c["x"]')], moves)).toEqual({
      pairs: ['aws_dynamodb_table.a > aws_dynamodb_table.c["x"]'],
      gone: [],
    })
  })
  test('in a module that was moved, and not in one whose name only begins alike', () => {
    const moves = [moved('module.old', 'module.new')]
    const after = [table('module.new.aws_dynamodb_table.a'), table('module.newer.aws_dynamodb_table.a')]
    expect(told([table('module.old.aws_dynamodb_table.a')], after, moves).pairs).toEqual([
      'module.old.aws_dynamodb_table.a > module.new.aws_dynamodb_table.a',
    ])
  })
  test('with moves in a circle, nothing hangs', () => {
    const moves = [
      moved('aws_dynamodb_table.a', 'aws_dynamodb_table.b'),
      moved('aws_dynamodb_table.b', 'aws_dynamodb_table.a'),
    ]
    expect(told([], [table('aws_dynamodb_table.a')], moves)).toEqual({ pairs: [], gone: [] })
  })
})

test('without base there is nothing to compare', () => {
  expect(told(undefined, [table('aws_dynamodb_table.a')])).toEqual({ pairs: [], gone: [] })
})

test('where it is not known how many there are, none is gone', () => {
  const some = { ...table('aws_dynamodb_table.a'), uncertain: unknown('var.names has no value here') }
  expect(told([table('aws_dynamodb_table.a["x"]')], [some]).gone).toEqual([])
})
