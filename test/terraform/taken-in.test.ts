import { expect, test } from 'vitest'
import { type JsonReport, sluice } from '../cli/command.ts'
import { type Files, workingClone } from '../git/scratch.ts'

// Files that code takes in with file() are code: a change of one alone is a change of the configuration.

const code = `resource "aws_s3_bucket" "lake" {
  bucket = "acme-lake"
}

resource "aws_s3_bucket_policy" "lake" {
  bucket = aws_s3_bucket.lake.id
  policy = file("\${path.module}/policy.json")
}
`
const policy = (principal: string) =>
  JSON.stringify({
    Statement: [
      { Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-lake/*' },
    ],
  })
const closed = 'arn:aws:iam::111122223333:root'

test.each([
  { where: 'at the top', at: '' },
  { where: 'in a folder of any name', at: 'platform/lake/' },
])('a policy that becomes public in a file $where is found', ({ at }) => {
  const base: Files = { [`${at}main.tf`]: code, [`${at}policy.json`]: policy(closed) }
  const { code: exit, report } = reviewed(base, { [`${at}policy.json`]: policy('*') })
  expect(exit).toBe(1)
  expect(report.coverage.files).toEqual([
    { path: `${at}policy.json`, language: 'terraform', status: 'evaluated' },
  ])
  const told = report.findings.filter(({ ruleId }) => ruleId === 'terraform/exposure-widened')
  expect(told.map(({ path, startLine }) => `${path}:${startLine}`)).toEqual([`${at}main.tf:7`])
})

test('a file of JSON that no code takes in is none of ours', () => {
  const base: Files = { 'main.tf': code, 'policy.json': policy(closed), 'web/package.json': '{}' }
  const { code: exit, report } = reviewed(base, { 'web/package.json': '{"private":true}' })
  expect({ exit, files: report.coverage.files }).toEqual({ exit: 0, files: [] })
})

test('resources of a provider that no rule knows are named', () => {
  const base: Files = { 'README.md': 'nothing\n' }
  const { report } = reviewed(base, {
    'main.tf': 'resource "frobnicator_database" "x" {\n  public = true\n}\n',
  })
  expect(report.assumptions.join('\n')).toContain(
    'of the providers of frobnicator_database no rule knows the settings',
  )
})

function reviewed(base: Files, change: Files) {
  const { code, out } = sluice(['review', '--format', 'json'], { cwd: workingClone(base, change) })
  return { code, report: JSON.parse(out) as JsonReport & { readonly assumptions: readonly string[] } }
}
