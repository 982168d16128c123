import fc from 'fast-check'
import { expect, test } from 'vitest'
import { covers, isOpen, parseNetwork, wider } from '../../../src/core/terraform/networks.ts'

test.each([
  ['0.0.0.0/0', true],
  ['::/0', true],
  ['128.0.0.0/1', true],
  ['10.0.0.0/8', false],
  ['fc00::/7', false],
  ['2000::/3', true],
  ['203.0.113.7', false],
  ['203.0.113.7/33', undefined],
  ['10.0.0/8', undefined],
  ['vpc', undefined],
])('%s stands for the internet: %s', (cidr, answer) => {
  expect(isOpen(cidr)).toBe(answer)
})

test('reads the short forms of IPv6', () => {
  expect(parseNetwork('2001:db8::/32')?.first).toBe(0x20010db8n << 96n)
  expect(parseNetwork('::ffff:10.0.0.1')?.first).toBe(0xffff0a000001n)
  expect(parseNetwork('1:2:3:4:5:6:7:8')?.prefix).toBe(128)
  expect(parseNetwork('1::2::3')).toBeUndefined()
  expect(parseNetwork('1:2:3:4:5:6:7:8:9')).toBeUndefined()
})

test('two halves together hold what each does not', () => {
  expect(wider(['10.0.0.0/9', '10.128.0.0/9'], ['10.0.0.0/8'])).toEqual([])
  expect(wider(['10.0.0.0/9'], ['10.0.0.0/8', '10.1.0.0/16', '::/0'])).toEqual(['10.0.0.0/8', '::/0'])
})

test('a text that is no range is itself only', () => {
  expect(wider(['pl-1'], ['pl-1', 'pl-2'])).toEqual(['pl-2'])
})

const cidr = fc
  .tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 }), fc.integer({ min: 0, max: 24 }))
  .map(([a, b, prefix]) => `10.${a}.${b}.0/${prefix}`)

test('covering is a partial order, and nothing is wider than what covers it', () => {
  fc.assert(
    fc.property(cidr, cidr, (one, other) => {
      const [a, b] = [parseNetwork(one), parseNetwork(other)]
      if (!a || !b) throw new Error('unread')
      expect(covers(a, a)).toBe(true)
      expect(covers(a, b) && covers(b, a)).toBe(a.first === b.first && a.last === b.last)
      expect(wider([one], [other]).length === 0).toBe(covers(a, b))
    }),
  )
})
