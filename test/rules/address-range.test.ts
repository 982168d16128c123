import { describe, expect, test } from 'vitest'
import { isWide, rangeBetween } from '../../rules/terraform/shared/address-range.ts'
import { parseNetwork } from '../../src/core/terraform/networks.ts'

describe('a range of addresses', () => {
  test('has both ends, and never runs backwards or from one version to the other', () => {
    expect(rangeBetween('10.0.0.0', '10.0.0.3')).toMatchObject({ first: 0x0a000000n, last: 0x0a000003n })
    expect(rangeBetween('10.0.0.3', '10.0.0.0')).toBeUndefined()
    expect(rangeBetween('10.0.0.0', '::1')).toBeUndefined()
    expect(rangeBetween('10.0.0.0', 'everywhere')).toBeUndefined()
  })

  test.each([
    ['0.0.0.0', '255.255.255.255'],
    ['128.0.0.0', '255.255.255.255'],
    ['20.0.0.0', '20.1.0.0'],
    ['9.255.255.255', '11.0.0.0'],
    ['::', 'ffff::'],
  ])('%s to %s is wide', (start, end) => {
    const range = rangeBetween(start, end)
    expect(range && isWide(range)).toBe(true)
  })

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['20.0.0.0', '20.0.255.255'],
    ['10.0.0.0', '10.255.255.255'],
    ['172.16.0.0', '172.31.255.255'],
    ['fd00::', 'fdff::'],
  ])('%s to %s is not', (start, end) => {
    const range = rangeBetween(start, end)
    expect(range && isWide(range)).toBe(false)
  })

  test.each([
    ['0.0.0.0/0', true],
    ['20.0.0.0/15', true],
    ['20.0.0.0/16', false],
    ['192.168.0.0/16', false],
    ['2000::/3', true],
    ['2001:db8::/32', false],
  ])('a network is one: %s', (text, wide) => {
    const network = parseNetwork(text)
    expect(network && isWide(network)).toBe(wide)
  })
})
