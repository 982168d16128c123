import { expect, test } from 'vitest'
import { folderWith, lintJson } from './command.ts'

const main = `variable "open" { type = string }
resource "aws_db_instance" "a" {
  identifier          = "a"
  publicly_accessible = var.open == "yes"
}
`
const cwd = () =>
  folderWith({
    ...{ 'infra/main.tf': main, 'infra/env/prod/main.tfvars': 'open = "yes"\n' },
    ...{ 'infra/other/main.tf': '', 'infra/other/x.tfvars': 'open = "yes"\n' },
  })

function seen(name: string) {
  const { report } = lintJson([name], { cwd: cwd() })
  return {
    open: report.findings
      .filter(({ ruleId }) => ruleId === 'terraform/rds-public-access')
      .map(({ path, startLine }) => `${path}:${startLine}`),
    read: report.assumptions.filter((line) => line.startsWith('terraform configuration')),
  }
}

test('a file of code takes the same files of variables as its folder', () => {
  const asFolder = seen('infra')
  expect(asFolder.open).toEqual(['infra/main.tf:4'])
  expect(seen('infra/main.tf').open).toEqual(asFolder.open)
  expect(seen('infra/main.tf').read).toEqual([
    'terraform configuration in infra with env/prod/main.tfvars (one resource)',
  ])
})

test('a file of variables is judged with the configuration above it', () => {
  expect(seen('infra/env/prod/main.tfvars')).toMatchObject({
    read: ['terraform configuration in infra with env/prod/main.tfvars (one resource)'],
  })
})
