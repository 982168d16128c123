import { afterAll, describe, expect, test } from 'vitest'
import { longestPlan } from '../../src/terraform/limits.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'

const reader = openTerraformReader()
afterAll(() => reader.close())

const tree = (files: Record<string, string>) => new Map(Object.entries(files))
const readHead = (files: Record<string, string>, changed = Object.keys(files)) =>
  reader.read({ base: tree({}), head: tree(files), changed: new Set(changed) })

describe('a tree', () => {
  test('has its root modules, evaluated', async () => {
    const { head, base } = await readHead({
      'main.tf': 'variable "n" {\n  default = "x"\n}\nresource "a_b" "c" {\n  name = var.n\n}\n',
      'README.md': '# no code',
    })
    expect(head.configurations.map(({ root }) => root)).toEqual([''])
    const resource = head.configurations[0]?.byAddress.get('a_b.c')
    expect(resource?.attributes.get('name')?.value).toBe('x')
    expect(resource).toBe(head.configurations[0]?.resources[0])
    expect(base).toMatchObject({ configurations: [], files: new Map(), failures: new Map() })
  })

  test('has files for suppression comments, those alone that are code', async () => {
    const text = '# here\na {}\n'
    const { head } = await readHead({ 'main.tf': text, 'schemas/a.json': '{' })
    expect([...head.files]).toEqual([
      [
        'main.tf',
        {
          path: 'main.tf',
          text,
          comments: [{ range: { start: 0, end: 6 }, text: 'here' }],
          units: [{ kind: 'block', range: { start: 7, end: 11 }, units: [] }],
        },
      ],
    ])
    expect(head.failures.size).toBe(0)
  })

  test('leaves out what no changed file has a part in', async () => {
    const files = { 'a/main.tf': 'resource "a_b" "c" {}\n', 'b/main.tf': 'resource "a_b" "d" {}\n' }
    const { head } = await readHead(files, ['b/main.tf'])
    expect(head.configurations.map(({ root }) => root)).toEqual(['b'])
    expect(head.files.size).toBe(2)
  })

  test('tells base and head apart where one path has two contents', async () => {
    const at = (value: string) => tree({ 'main.tf': `resource "a_b" "c" {\n  name = "${value}"\n}\n` })
    const read = await reader.read({ base: at('old'), head: at('new'), changed: new Set(['main.tf']) })
    const names = [read.base, read.head].map(
      ({ configurations }) => configurations[0]?.byAddress.get('a_b.c')?.attributes.get('name')?.value,
    )
    expect(names).toEqual(['old', 'new'])
  })
})

test('a file with an error fails alone, with its place', async () => {
  const { head } = await readHead({ 'a.tf': 'x = = 1\n', 'b.tf': 'resource "a_b" "c" {}\n' })
  expect([...head.failures]).toEqual([
    ['a.tf', { range: { start: 4, end: 5 }, reason: 'line 1, column 5: `=` is not expected here' }],
  ])
  expect([...head.files.keys()]).toEqual(['b.tf'])
})

test('what takes too long fails alone, and everything else is read by another thread', async () => {
  const hasty = openTerraformReader({ timeoutMs: 400 })
  const slow = `x = [${'1,'.repeat(2_000_000)}]`
  const head = tree({ 'a/main.tf': 'resource "a_b" "c" {}\n', 'b/main.tf': slow, 'c/main.tf': 'y {}\n' })
  const read = await hasty.read({ base: tree({}), head, changed: new Set(['a/main.tf', 'c/main.tf']) })
  expect([...read.head.failures]).toEqual([
    ['b/main.tf', { range: { start: 0, end: 0 }, reason: 'reading took longer than 400 ms' }],
  ])
  expect([...read.head.files.keys()]).toEqual(['a/main.tf', 'c/main.tf'])
  expect(read.head.configurations.map(({ root }) => root)).toEqual(['a', 'c'])
  expect(read.head.configurations[0]?.byAddress.has('a_b.c')).toBe(true)
  await hasty.close()
})

test('what needs more memory than the parser may have fails alone', async () => {
  const { head } = await readHead({ 'a.tf': `x = [${'1,'.repeat(2_600_000)}]`, 'b.tf': 'y {}\n' })
  expect([...head.files.keys()]).toEqual(['b.tf'])
  expect([...head.failures]).toEqual([
    [
      'a.tf',
      {
        range: { start: 0, end: 0 },
        reason: 'the Terraform reader failed: the parser of HCL gave up, as it does for want of memory',
      },
    ],
  ])
})

describe('plans', () => {
  test('that are none are refused', async () => {
    expect(await reader.readPlan({ name: 'plan.json', text: 'hello' })).toMatchObject({ ok: false })
  })

  test('beyond the limit are refused, and the next one is read', async () => {
    const long = await reader.readPlan({ name: 'plan.json', text: ' '.repeat(longestPlan + 1) })
    expect(long).toMatchObject({
      ok: false,
      reason: expect.stringContaining('longer than 64 million characters'),
    })
    const plan = {
      format_version: '1.2',
      terraform_version: '1.9.0',
      resource_changes: [],
      configuration: {},
    }
    expect(await reader.readPlan({ name: 'p', text: JSON.stringify(plan) })).toMatchObject({ ok: true })
  })
})

test('a reader that was closed starts again when asked', async () => {
  const again = openTerraformReader()
  await again.close()
  const read = await again.read({ base: tree({}), head: tree({ 'a.tf': 'b {}\n' }), changed: new Set() })
  expect(read.head.files.size).toBe(1)
  await again.close()
})
