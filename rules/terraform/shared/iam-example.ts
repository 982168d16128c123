import { written } from './written.ts'

/** A statement that allows something, as HCL: `action('"s3:GetObject"', '"*"')`. */
export function action(actions: string, resources: string): string {
  return `Effect = "Allow", Action = ${actions}, Resource = ${resources}`
}

/** A policy of these statements. */
export function policy(...statements: readonly string[]): string {
  const lines = ['name = "etl"', 'policy = jsonencode({', '  Statement = [']
  return written(
    'aws_iam_policy',
    [...lines, ...statements.map((each) => `    { ${each} },`), '  ]', '})'].join('\n'),
    'etl',
  )
}

/** A policy document of one statement. */
export function document(actions: string, resources: string, ...more: readonly string[]): string {
  const lines = [...more, `actions = [${actions}]`, `resources = [${resources}]`]
  const block = lines.map((line) => `    ${line}\n`).join('')
  return `data "aws_iam_policy_document" "etl" {\n  statement {\n${block}  }\n}\n`
}
