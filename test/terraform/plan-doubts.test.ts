import { afterAll, describe, expect, it } from 'vitest'
import { openReviews } from './reviewed.ts'

// What a reader is told of a plan that cannot be all of it, or that contradicts itself.

const reviews = openReviews()
afterAll(() => reviews.close())

const base = { 'main.tf': 'resource "aws_s3_bucket" "a" {\n  bucket = "a"\n}\n' }
const head = { 'main.tf': 'resource "aws_s3_bucket" "a" {\n  bucket = "b"\n}\n' }

async function partial(text: string): Promise<string | undefined> {
  const { findings } = await reviews.of({ base, head, plans: [{ name: 'plan', text }] })
  return findings.find(({ ruleId }) => ruleId === 'plan/partial-plan')?.message
}

describe('a plan given as text', () => {
  const planned = (...around: readonly string[]) =>
    [
      ...around,
      '  # aws_s3_bucket.a will be created',
      '  + resource "aws_s3_bucket" "a" {',
      '      + bucket = "b"',
      '    }',
    ].join('\n')

  it('is told of with the true reason', async () => {
    const footer = '\nPlan: 1 to add, 0 to change, 0 to destroy.\n'
    expect(await partial(planned() + footer)).toBeUndefined()
    const other = await partial(planned() + footer.replace('0 to destroy', '2 to destroy'))
    expect(other).toMatch(/its text was not read in full/)
    expect(other).not.toMatch(/target/)
    expect(await partial(`${planned('Warning: Resource targeting is in effect')}${footer}`)).toMatch(
      /-target/,
    )
    const half = 'Terraform planned the following actions, but then encountered a problem:'
    expect(await partial(planned(half) + footer)).toMatch(/planning failed half way/)
  })
})

it('a plan that changes what nothing declares is told to contradict itself', async () => {
  const created = (name: string) => ({
    ...{ address: `aws_s3_bucket.${name}`, mode: 'managed', type: 'aws_s3_bucket', name },
    change: { actions: ['create'], before: null, after: { bucket: 'b' } },
  })
  const plan = (...names: readonly string[]) =>
    JSON.stringify({
      format_version: '1.2',
      resource_changes: names.map(created),
      configuration: {
        root_module: {
          resources: [
            {
              ...{ address: 'aws_s3_bucket.a', mode: 'managed', type: 'aws_s3_bucket', name: 'a' },
              expressions: { bucket: { constant_value: 'b' } },
            },
          ],
        },
      },
    })
  expect(await partial(plan('a'))).toBeUndefined()
  expect(await partial(plan('a', 'slipped_in'))).toMatch(
    /The plan changes aws_s3_bucket\.slipped_in, which neither its own configuration nor the code declares/,
  )
})
