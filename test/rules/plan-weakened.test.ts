import { describe, expect, test } from 'vitest'
import encryption from '../../rules/plan/encryption-key-change.ts'
import exposure from '../../rules/plan/exposure-widened.ts'
import protection from '../../rules/plan/protection-weakened.ts'
import retention from '../../rules/plan/retention-reduced.ts'
import type { TerraformDocument } from '../../src/core/document.ts'
import type { Value } from '../../src/core/terraform/value.ts'
import { configuration } from '../core/terraform/block.ts'
import { planned, planOf } from '../core/terraform/planned.ts'

type Values = Readonly<Record<string, Value>>

/** What an update of one resource is told for. */
function told(address: string, before: Values, after: Values): string[] {
  const document: TerraformDocument = {
    ...configuration(),
    ...{ language: 'terraform', path: '', text: '', readers: [], files: [], changed: [] },
    plans: [planOf([planned(address, 'update', [before, after])])],
  }
  const hits = [encryption, exposure, protection, retention].flatMap((rule) => [
    ...rule.check(document, { options: {} }),
  ])
  return hits.map(({ message, weight }) => `${weight ?? 'full'}: ${message}`)
}

const map = (values: Values) => new Map(Object.entries(values))
const parameter = (name: string, value: string) => ({ parameter: [map({ name, value })] })

describe('what guards less', () => {
  test('is a parameter that no longer asks for TLS', () => {
    const address = 'aws_db_parameter_group.a'
    expect(told(address, parameter('rds.force_ssl', '1'), parameter('rds.force_ssl', '0'))).toEqual([
      'full: aws_db_parameter_group.a turns rds.force_ssl off: it goes from 1 to 0.',
    ])
    expect(told(address, parameter('rds.force_ssl', '0'), parameter('rds.force_ssl', '1'))).toEqual([])
    expect(told(address, parameter('work_mem', '1'), parameter('work_mem', '0'))).toEqual([])
  })

  test('is a role without its boundary', () => {
    const bounded = { name: 'a', permissions_boundary: 'arn:b' }
    expect(told('aws_iam_role.a', bounded, { name: 'a' })).toHaveLength(1)
    expect(told('aws_iam_role.a', { name: 'a' }, bounded)).toEqual([])
  })

  test('is a data lake without administrators, and not one with another', () => {
    const address = 'aws_lakeformation_data_lake_settings.a'
    expect(told(address, { admins: ['arn:a'] }, { admins: [] })).toHaveLength(1)
    expect(told(address, { admins: ['arn:a'] }, { admins: ['arn:b'] })).toEqual([])
  })

  test('is an alias that leads to another key, lightly', () => {
    const [found] = told('aws_kms_alias.a', { target_key_id: 'a' }, { target_key_id: 'b' })
    expect(found).toMatch(/^light: The alias aws_kms_alias\.a leads to another key/)
  })
})

describe('who is let in', () => {
  const access = (...groups: readonly string[]) => ({
    access: groups.map((special_group) => map({ role: 'READER', special_group })),
  })

  test('is everybody by a block of a dataset', () => {
    const address = 'google_bigquery_dataset.a'
    expect(
      told(address, access('projectReaders'), access('projectReaders', 'allAuthenticatedUsers')),
    ).toEqual(['full: google_bigquery_dataset.a grants access to allAuthenticatedUsers.'])
    expect(told(address, access('allAuthenticatedUsers'), access('allAuthenticatedUsers'))).toEqual([])
  })

  test('is every location of a storage integration', () => {
    const locations = (...all: readonly string[]) => ({ storage_allowed_locations: all })
    const address = 'snowflake_storage_integration.a'
    expect(told(address, locations('s3://a/'), locations('*'))).toHaveLength(1)
    expect(told(address, locations('s3://a/'), locations('s3://a/', 's3://b/'))).toEqual([])
  })

  test('is a new account of a share, lightly', () => {
    expect(told('snowflake_share.a', { accounts: ['A.B'] }, { accounts: ['A.B', 'C.D'] })).toEqual([
      'light: snowflake_share.a shares with C.D now.',
    ])
    expect(told('snowflake_share.a', { accounts: ['A.B', 'C.D'] }, { accounts: ['A.B'] })).toEqual([])
  })
})
