import { describe, expect, it } from 'vitest'
import { openedNetworks, openedText } from '../../../src/core/terraform/opened-networks.ts'
import type { Value } from '../../../src/core/terraform/value.ts'

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json }

function value(json: Json): Value {
  if (Array.isArray(json)) return json.map(value)
  if (typeof json !== 'object') return json
  return new Map(Object.entries(json).map(([key, inner]) => [key, value(inner)]))
}

/** What a change lets in, in words; nothing where it lets nothing in. */
function opened(type: string, before: Json, after: Json): string {
  const found = openedNetworks({ type, before: value(before), after: value(after) })
  return found.length === 0 ? '' : openedText(found)
}

const everywhere = 'can be reached from 0.0.0.0/0 now'
const [inside, world] = ['10.0.0.0/8', '0.0.0.0/0']

describe('a network comes in', () => {
  it.each<[string, Json, Json]>([
    ['aws_vpc_security_group_ingress_rule', { cidr_ipv4: inside }, { cidr_ipv4: world }],
    [
      'aws_network_acl_rule',
      { cidr_block: inside, rule_action: 'allow', egress: false },
      { cidr_block: world, rule_action: 'allow', egress: false },
    ],
    [
      'azurerm_network_security_rule',
      { access: 'Allow', direction: 'Inbound', source_address_prefix: inside },
      { access: 'Allow', direction: 'Inbound', source_address_prefix: 'Internet' },
    ],
    [
      'google_sql_database_instance',
      { settings: [{ ip_configuration: [{ authorized_networks: [] }] }] },
      { settings: [{ ip_configuration: [{ authorized_networks: [{ value: world }] }] }] },
    ],
    [
      'databricks_ip_access_list',
      { list_type: 'ALLOW', ip_addresses: [inside] },
      { list_type: 'ALLOW', ip_addresses: [world] },
    ],
    [
      'google_compute_firewall',
      { source_ranges: [world], deny: [{ protocol: 'all' }] },
      { source_ranges: [world], allow: [{ protocol: 'all' }] },
    ],
  ])('by %s', (type, before, after) => {
    expect(opened(type, before, after)).toBe(everywhere)
  })
})

describe('nothing comes in', () => {
  it.each<[string, Json, Json]>([
    ['aws_vpc_security_group_egress_rule', { cidr_ipv4: inside }, { cidr_ipv4: world }],
    ['aws_route', { destination_cidr_block: inside }, { destination_cidr_block: world }],
    ['aws_route_table', { route: [{ cidr_block: inside }] }, { route: [{ cidr_block: world }] }],
    ['google_compute_route', { dest_range: inside }, { dest_range: world }],
    ['aws_vpc_ipv4_cidr_block_association', { cidr_block: '11.0.0.0/16' }, { cidr_block: '12.0.0.0/8' }],
    [
      'aws_network_acl_rule',
      { cidr_block: inside, rule_action: 'deny' },
      { cidr_block: world, rule_action: 'deny' },
    ],
    [
      'aws_network_acl_rule',
      { cidr_block: inside, rule_action: 'allow', egress: true },
      { cidr_block: world, rule_action: 'allow', egress: true },
    ],
    [
      'azurerm_network_security_rule',
      { access: 'Deny', direction: 'Inbound', source_address_prefix: inside },
      { access: 'Deny', direction: 'Inbound', source_address_prefix: '*' },
    ],
    ['snowflake_network_policy', { blocked_ip_list: [] }, { blocked_ip_list: [world] }],
    [
      'databricks_ip_access_list',
      { list_type: 'BLOCK', ip_addresses: ['1.2.3.4/32'] },
      { list_type: 'BLOCK', ip_addresses: [world] },
    ],
    ['aws_security_group', { egress: [] }, { egress: [{ cidr_blocks: [world] }] }],
  ])('by %s', (type, before, after) => {
    expect(opened(type, before, after)).toBe('')
  })
})

describe('ports', () => {
  const rule = (from: number, to: number) => ({
    ...{ cidr_blocks: ['203.0.113.0/24'], from_port: from, to_port: to, protocol: 'tcp' },
  })
  const ports = (before: readonly Json[], after: readonly Json[]) =>
    opened('aws_security_group', { ingress: before }, { ingress: after })

  it('that are merged or divided are the same', () => {
    expect(ports([rule(1000, 1500), rule(1501, 2000)], [rule(1000, 2000)])).toBe('')
    expect(ports([rule(1000, 2000)], [rule(1501, 2000), rule(1000, 1500)])).toBe('')
  })

  it('are named where the network came in before by others', () => {
    const text = 'can be reached from 203.0.113.0/24 on ports 1000 to 2000 now'
    expect(ports([rule(1000, 1500), rule(1502, 2000)], [rule(1000, 2000)])).toBe(text)
    expect(ports([rule(443, 443)], [rule(443, 443), rule(5432, 5432)])).toBe(
      'can be reached from 203.0.113.0/24 on port 5432 now',
    )
  })
})

describe('what Cosmos DB calls 0.0.0.0', () => {
  const type = 'azurerm_cosmosdb_account'

  it.each<[string, Json, Json]>([
    ['in a list', { ip_range_filter: [] }, { ip_range_filter: ['0.0.0.0'] }],
    ['in a text', { ip_range_filter: '' }, { ip_range_filter: '0.0.0.0' }],
  ])('is all of Azure, %s', (_, before, after) => {
    expect(opened(type, before, after)).toBe('can be reached from all of Azure now')
  })

  it('is told beside addresses, which keep their text', () => {
    const after = { ip_range_filter: ['0.0.0.0', '93.184.216.34'] }
    expect(opened(type, { ip_range_filter: [] }, after)).toBe(
      'can be reached from all of Azure, 93.184.216.34 now',
    )
  })

  it('lets nobody in where the account is off the internet', () => {
    const after = { ip_range_filter: ['0.0.0.0'], public_network_access_enabled: false }
    expect(opened(type, { ip_range_filter: [] }, after)).toBe('')
    expect(opened(type, { ip_range_filter: [] }, { ...after, public_network_access_enabled: true })).not.toBe(
      '',
    )
  })
})
