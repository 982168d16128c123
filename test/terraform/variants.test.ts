import { afterAll, describe, expect, it } from 'vitest'
import { openReviews } from './reviewed.ts'

const reviews = openReviews()
afterAll(() => reviews.close())

const main = `variable "open" { type = string }
resource "aws_db_instance" "a" {
  identifier          = "a"
  publicly_accessible = var.open == "yes"
}
`
const env = (values: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => ({
  'infra/main.tf': main,
  ...Object.fromEntries(
    Object.entries(values).map(([name, open]) => [`infra/env/${name}.tfvars`, `open = "${open}"\n`]),
  ),
  ...more,
})

async function open(head: Readonly<Record<string, string>>) {
  const { findings } = await reviews.of({ head })
  return findings
    .filter(({ ruleId }) => ruleId === 'terraform/rds-public-access')
    .map(({ evidence }) => evidence.map(({ text }) => text).filter((text) => /^only with/.test(text)))
}

describe('what holds with some files of variables', () => {
  it('says with which', async () => {
    expect(await open(env({ dev: 'yes', prod: 'no', test: 'yes' }))).toEqual([
      ['only with infra/env/dev.tfvars, infra/env/test.tfvars'],
    ])
  })

  it('says nothing of them where it holds with all, or there is but one', async () => {
    expect(await open(env({ dev: 'yes', prod: 'yes' }))).toEqual([[]])
    expect(await open(env({ dev: 'yes' }))).toEqual([[]])
  })

  it('of a module says nothing where another configuration has it whatever its variables', async () => {
    const head = {
      'modules/db/main.tf': main,
      'a/main.tf': 'module "db" {\n  source = "../modules/db"\n  open = "yes"\n}\n',
      'b/main.tf':
        'variable "o" { type = string }\nmodule "db" {\n  source = "../modules/db"\n  open = var.o\n}\n',
      'b/env/dev.tfvars': 'o = "yes"\n',
      'b/env/prod.tfvars': 'o = "no"\n',
    }
    expect(await open(head)).toEqual([[]])
  })
})

it('the report names every file of variables of a configuration', async () => {
  const { assumptions } = await reviews.of({ head: env({ dev: 'yes', prod: 'no' }) })
  expect(assumptions).toContain(
    'terraform configuration in infra with each of env/dev.tfvars, env/prod.tfvars (one resource)',
  )
})
