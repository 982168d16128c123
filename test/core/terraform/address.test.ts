import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addressAt, declaredAddress, parseAddress } from '../../../src/core/terraform/address.ts'

const name = fc
  .stringMatching(/^[a-z_][a-z0-9_-]{0,10}$/)
  .filter((each) => each !== 'module' && each !== 'data')
const key = fc.oneof(
  fc.constant(undefined),
  fc.nat(99),
  fc.string({ maxLength: 12, unit: fc.constantFrom(...'.[]"/\\\n${%a é') }),
)
const step = fc.record({ name, key })

function written({
  name: plain,
  key: at,
}: {
  readonly name: string
  readonly key: string | number | undefined
}): string {
  if (at === undefined) return plain
  return `${plain}[${typeof at === 'number' ? at : JSON.stringify(at).replace(/([$%])(?=\{)/g, '$1$1')}]`
}

it('what was put together is taken apart again, whatever its keys hold', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 3 }), fc.boolean(), name, step, (modules, isData, type, last) => {
      const module = modules.map((each) => `module.${written(each)}`).join('.')
      const own = `${isData ? 'data.' : ''}${type}.${written(last)}`
      const address = module === '' ? own : `${module}.${own}`
      const declared = [
        ...modules.map((each) => `module.${each.name}`),
        `${isData ? 'data.' : ''}${type}.${last.name}`,
      ]
      expect(parseAddress(address)).toEqual({
        module,
        mode: isData ? 'data' : 'managed',
        type,
        name: last.name,
        ...(last.key !== undefined && { key: last.key }),
        declared: declared.join('.'),
      })
      expect(addressAt(`${address} will be created`)?.end).toBe(address.length)
    }),
  )
})

it.each([
  '',
  'a',
  'a.',
  '.a',
  'a.b.',
  'a.b.c',
  'a.b[',
  'a.b["x]',
  'a.b[x]',
  'module.a',
  'data.a',
  '1.b',
  'a.b ',
  'a..b',
])('%j is no address, and stays as it is', (text) => {
  expect(parseAddress(text)).toBeUndefined()
  expect(declaredAddress(text)).toBe(text)
})
