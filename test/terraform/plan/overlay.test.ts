import { describe, expect, it } from 'vitest'
import { linksTo } from '../../../src/core/terraform/link.ts'
import { blocksAt, read } from '../../../src/core/terraform/read.ts'
import { isMasked, isUnknown } from '../../../src/core/terraform/value.ts'
import { overlaid } from '../../../src/terraform/plan/overlay.ts'
import { configured, planOf } from './scenarios.ts'

const planned = (address: string, change: object, more: object = {}) => ({
  address,
  mode: 'managed',
  change: { actions: ['update'], ...change },
  ...more,
})

async function laid(text: string, resources: readonly object[], side: 'before' | 'after' = 'after') {
  const configuration = await configured(new Map([['main.tf', text]]))
  const plan = planOf(JSON.stringify({ format_version: '1.2', resource_changes: resources }))
  const over = overlaid(configuration, plan, side)
  return (address: string) => {
    const resource = over.byAddress.get(address)
    if (!resource) throw new Error(address)
    return resource
  }
}

describe('what a plan says over the code', () => {
  it('takes the place of what the code leaves open, and of nothing else', async () => {
    const at = await laid(
      'variable "v" {}\nresource "aws_db_instance" "a" {\n  storage_encrypted = var.v\n  port = 5432\n}\n',
      [planned('aws_db_instance.a', { after: { storage_encrypted: false, port: 1, iops: 9 } })],
    )
    expect(read(at('aws_db_instance.a'), 'storage_encrypted').value).toBe(false)
    expect(read(at('aws_db_instance.a'), 'port').value).toBe(5432)
    expect(read(at('aws_db_instance.a'), 'iops').value).toBeUndefined()
  })

  it('is that of the asked side, under the address of that side', async () => {
    const text = 'variable "v" {}\nresource "aws_db_instance" "old" {\n  multi_az = var.v\n}\n'
    const change = planned(
      'aws_db_instance.a',
      { before: { multi_az: true }, after: { multi_az: false } },
      { previous_address: 'aws_db_instance.old' },
    )
    const at = await laid(text, [change], 'before')
    expect(read(at('aws_db_instance.old'), 'multi_az').value).toBe(true)
  })

  it('stays unknown where the plan does not know, and masked where it is marked', async () => {
    const at = await laid(
      'variable "v" {}\nresource "aws_db_instance" "a" {\n  multi_az = var.v\n  password = var.v\n}\n',
      [
        planned('aws_db_instance.a', {
          after: { password: 'hunter2hunter2' },
          after_unknown: { multi_az: true },
          after_sensitive: { password: true },
        }),
      ],
    )
    const { value } = read(at('aws_db_instance.a'), 'multi_az')
    expect(isUnknown(value) && value.because[0]?.text).toMatch(/var\.v/)
    expect(isMasked(read(at('aws_db_instance.a'), 'password').value)).toBe(true)
  })

  it('fills blocks, each by what it does not contradict', async () => {
    const text =
      'variable "v" {}\nresource "a_b" "c" {\n  rule {\n    port = 1\n    open = var.v\n  }\n  rule {\n    port = 2\n    open = var.v\n  }\n}\n'
    const rule = [
      { port: 2, open: true },
      { port: 1, open: false },
    ]
    const at = await laid(text, [planned('a_b.c', { after: { rule } })])
    const opened = blocksAt(at('a_b.c'), 'rule').blocks.map((block) => read(block, 'open').value)
    expect(opened).toEqual([false, true])
  })

  it('leaves blocks alone that cannot be told apart', async () => {
    const text =
      'variable "v" {}\nresource "a_b" "c" {\n  rule {\n    open = var.v\n  }\n  rule {\n    open = var.v\n  }\n}\n'
    const at = await laid(text, [planned('a_b.c', { after: { rule: [{ open: true }, { open: false }] } })])
    expect(blocksAt(at('a_b.c'), 'rule').blocks.map((block) => isUnknown(read(block, 'open').value))).toEqual(
      [true, true],
    )
  })

  it('gives dynamic blocks over unknown values their elements', async () => {
    const text =
      'variable "v" {}\nresource "a_b" "c" {\n  dynamic "rule" {\n    for_each = var.v\n    content { port = rule.value }\n  }\n}\n'
    const at = await laid(text, [planned('a_b.c', { after: { rule: [{ port: 22, cidrs: ['0.0.0.0/0'] }] } })])
    const { blocks, open } = blocksAt(at('a_b.c'), 'rule')
    expect(open).toBeUndefined()
    expect(blocks.map((block) => read(block, 'port').value)).toEqual([22])
  })

  it('gives a resource of unknown count its instances', async () => {
    const text = 'variable "v" {}\nresource "a_b" "c" {\n  for_each = var.v\n  name = each.key\n}\n'
    const at = await laid(text, [
      planned('a_b.c["x"]', { after: { name: 'x' } }, { index: 'x' }),
      planned('a_b.c["gone"]', { actions: ['delete'], before: { name: 'gone' } }, { index: 'gone' }),
    ])
    expect(at('a_b.c["x"]')).toMatchObject({ key: 'x', declared: 'a_b.c' })
    expect(at('a_b.c["x"]').uncertain).toBeUndefined()
    expect(read(at('a_b.c["x"]'), 'name').value).toBe('x')
    expect(() => at('a_b.c["gone"]')).toThrow()
  })

  it('is of a text only what the text shows whole', async () => {
    const configuration = await configured(
      new Map([['main.tf', 'variable "v" {}\nresource "a_b" "c" {\n  size = var.v\n  tags = var.v\n}\n']]),
    )
    const text = [
      'Terraform will perform the following actions:',
      '  # a_b.c will be updated in-place',
      '  ~ resource "a_b" "c" {',
      '      ~ size = 1 -> 2',
      '      ~ tags = {',
      '          + "Team" = "x"',
      '            # (2 unchanged elements hidden)',
      '        }',
      '    }',
      'Plan: 0 to add, 1 to change, 0 to destroy.',
    ].join('\n')
    const resource = overlaid(configuration, planOf(text), 'after').byAddress.get('a_b.c')
    expect(resource?.attributes.get('size')?.value).toBe(2)
    expect(isUnknown(resource?.attributes.get('tags')?.value)).toBe(true)
  })

  it('does not part what belongs together by reference', async () => {
    const text =
      'variable "v" {}\nresource "aws_s3_bucket" "a" { bucket_prefix = var.v }\nresource "aws_s3_bucket_versioning" "a" {\n  bucket = aws_s3_bucket.a.id\n}\n'
    const at = await laid(text, [
      planned('aws_s3_bucket.a', { after: { bucket_prefix: 'x-', bucket: 'x-123' } }),
      planned('aws_s3_bucket_versioning.a', { after: { bucket: 'x-123' } }),
    ])
    expect(read(at('aws_s3_bucket_versioning.a'), 'bucket').value).toBe('x-123')
    expect(linksTo(at('aws_s3_bucket_versioning.a'), 'bucket', at('aws_s3_bucket.a'))).toBe('yes')
  })
})
