import { describe, expect, test } from 'vitest'
import { isWide, rangeBetween, rangeOfCidr } from '../../rules/terraform/shared/address-range.ts'

describe('a range of addresses', () => {
  test.each([
    ['0.0.0.0/0', 0n, 0xffffffffn],
    ['203.0.113.7', 0xcb007107n, 0xcb007107n],
    ['203.0.113.7/24', 0xcb007100n, 0xcb0071ffn],
    ['::/0', 0n, (1n << 128n) - 1n],
    ['2001:db8::1/128', 0x20010db8000000000000000000000001n, 0x20010db8000000000000000000000001n],
    ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n, 0x00010002000300040005000600070008n],
  ])('%s is read', (text, first, last) => {
    expect(rangeOfCidr(text)).toMatchObject({ first, last })
  })

  test.each([
    '',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/8/8',
    '256.0.0.1',
    '10.0.0.0/-1',
    '1::2::3',
    '1:2:3',
    ':::',
    '::/129',
    'g::',
  ])('%j is none', (text) => {
    expect(rangeOfCidr(text)).toBeUndefined()
  })

  test('between two addresses it has both ends, and never runs backwards', () => {
    expect(rangeBetween('10.0.0.0', '10.0.0.3')).toMatchObject({ first: 0x0a000000n, last: 0x0a000003n })
    expect(rangeBetween('10.0.0.3', '10.0.0.0')).toBeUndefined()
    expect(rangeBetween('10.0.0.0', '::1')).toBeUndefined()
  })

  test.each(['0.0.0.0/0', '128.0.0.0/1', '20.0.0.0/8', '9.0.0.0/7', '::/0', '2000::/3'])(
    '%s is wide',
    (text) => {
      const range = rangeOfCidr(text)
      expect(range && isWide(range)).toBe(true)
    },
  )

  test.each(['203.0.0.0/16', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8', '2001:db8::/32'])(
    '%s is not',
    (text) => {
      const range = rangeOfCidr(text)
      expect(range && isWide(range)).toBe(false)
    },
  )
})
