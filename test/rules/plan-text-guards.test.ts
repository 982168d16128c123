import { afterAll, expect, it } from 'vitest'
import { openReviews } from '../terraform/reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const code = (id: string) => `resource "aws_s3_bucket_policy" "crm" {
  bucket = "crm"
  policy = data.aws_iam_policy_document.${id}.json
}
`

async function told(...lines: readonly string[]) {
  const text = [
    'Terraform will perform the following actions:',
    '',
    '  # aws_s3_bucket_policy.crm will be updated in-place',
    '  ~ resource "aws_s3_bucket_policy" "crm" {',
    '        bucket = "crm"',
    ...lines,
    '    }',
    '',
    'Plan: 0 to add, 1 to change, 0 to destroy.',
  ].join('\n')
  const report = await reviews.of({
    base: { 'main.tf': code('old') },
    head: { 'main.tf': code('new') },
    plans: [{ name: 'plan.txt', text }],
  })
  return report.findings.filter(({ ruleId }) => ruleId === 'plan/unknown-guarded-attribute').length
}

it('what the text of a plan leaves out is not called known only after the apply', async () => {
  expect(
    await told(
      '      ~ policy = <<-EOT',
      '            {',
      '              - "a"',
      '            }',
      '        EOT',
    ),
  ).toBe(0)
  expect(
    await told(
      '      ~ policy = jsonencode(',
      '          ~ {',
      '              ~ Statement = [',
      '                  ~ {',
      '                      ~ Action = "s3:GetObject" -> "s3:*"',
      '                        # (3 unchanged attributes hidden)',
      '                    },',
      '                ]',
      '                # (1 unchanged attribute hidden)',
      '            }',
      '        )',
    ),
  ).toBe(0)
})

it('what the apply will tell is', async () => {
  expect(await told('      ~ policy = "{}" -> (known after apply)')).toBe(1)
  expect(
    await told(
      '      ~ policy = jsonencode(',
      '          ~ {',
      '              ~ Principal = "x" -> (known after apply)',
      '            }',
      '        )',
    ),
  ).toBe(1)
})
