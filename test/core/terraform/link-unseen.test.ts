import { describe, expect, test } from 'vitest'
import type { ConfigurationProblem, ModuleCall } from '../../../src/core/terraform/configuration.ts'
import { joined } from '../../../src/core/terraform/link.ts'
import { type Unknown, unknown, type Value } from '../../../src/core/terraform/value.ts'
import { block, resource } from './block.ts'

const place = { path: 'main.tf', range: { start: 0, end: 1 } }
const bucket = resource('aws_s3_bucket.raw["eu"]', { bucket: 'acme-raw' })
const half = { types: ['aws_s3_bucket_versioning'], by: 'bucket' }

const referring = (address: string): Unknown => ({
  ...unknown(`${address} is made later`),
  reference: { address, attribute: 'id' },
})

function call(attributes: Readonly<Record<string, Value>>, directory?: string): ModuleCall {
  return {
    ...block('module', attributes),
    ...{ name: 'guard', address: 'module.guard', module: '', calls: [], source: 'acme/guard/aws' },
    ...(directory !== undefined && { directory }),
  }
}

function unseenWith(modules: readonly ModuleCall[], problems: readonly ConfigurationProblem[] = []) {
  return joined({ resources: [bucket], modules, problems }, bucket, half).unseen?.because[0]?.text
}

describe('another half may be unseen', () => {
  const own = referring('aws_s3_bucket.raw["eu"]')

  test.each<[string, Value]>([
    ['itself', own],
    ['all instances of it', referring('aws_s3_bucket.raw')],
    ['it in a list', ['x', own]],
    ['it in a map of maps', new Map([['a', new Map([['b', own]])]])],
    ['a text with it inside', { ...unknown('a template'), parts: ['arn:', own] }],
    ['JSON with it inside', { ...unknown('JSON'), json: new Map([['Resource', own]]) }],
  ])('where a module from elsewhere is given %s', (_, given) => {
    expect(unseenWith([call({}), call({ given })])).toBe(
      'aws_s3_bucket.raw["eu"] is handed to module.guard, which is not read',
    )
  })

  test('not where a module from elsewhere is given something else, nor where its code is here', () => {
    expect(unseenWith([call({ given: referring('aws_s3_bucket.curated') })])).toBeUndefined()
    expect(unseenWith([call({ given: referring('aws_s3_bucket.raw["us"]') })])).toBeUndefined()
    expect(unseenWith([call({ given: own }, 'modules/guard')])).toBeUndefined()
    expect(unseenWith([call({ depends_on: [own] })])).toBeUndefined()
  })

  test('where a problem hides resources, and by no other problem', () => {
    const text = 'b.tf could not be read, so what it declares is not known.'
    expect(unseenWith([], [{ place, text }])).toBeUndefined()
    expect(unseenWith([], [{ place, text, hides: true }])).toBe(text.slice(0, -1))
  })
})
