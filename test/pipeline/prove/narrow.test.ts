import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Changed, openWorkshop, outcome, type Workshop } from './bench.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
}, 60_000)
afterAll(() => workshop?.close())

const path = 'infra/main.tf'
const code = (
  actions: string,
  more = { resource: 'arn:aws:s3:::lake/*', bucket: 'lake', effect: 'Allow' },
) => `resource "aws_s3_bucket" "lake" {
  bucket = "${more.bucket}"
}

resource "aws_iam_policy" "etl" {
  name = "etl"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "${more.effect}"
      Action   = [${actions}]
      Resource = "${more.resource}"
    }]
  })
}
`
const usual = { resource: 'arn:aws:s3:::lake/*', bucket: 'lake', effect: 'Allow' }
const changed: Changed = { base: { [path]: code('"s3:GetObject"') }, change: { [path]: code('"s3:*"') } }
const narrow = (text: string, own = path) => ({
  ...({ kind: 'narrow', title: 'What the job needs', paths: [path] } as const),
  files: [{ path: own, text }],
})

test('a policy that allows a part of what it allowed is shown with its file', async () => {
  const text = code('"s3:GetObject"')
  expect(await workshop.prove(changed, narrow(text))).toEqual({
    remedy: {
      ...{ kind: 'narrow', path, title: 'What the job needs', files: [{ path, text }] },
      proof: [
        'Parses as Terraform code, and differs in policies alone.',
        'Allows a part of what it allowed, and nothing else.',
        'No rule objects.',
      ],
      caveats: [
        'Whether what is left is enough for who uses it was not seen.',
        'The plan was not made again.',
      ],
    },
  })
})

const document = (...statements: readonly string[]) => `data "aws_iam_policy_document" "etl" {
${statements.map((actions) => `  statement {\n    actions   = [${actions}]\n    resources = ["arn:aws:s3:::lake/*"]\n  }\n`).join('')}}

resource "aws_iam_policy" "etl" {
  name   = "etl"
  policy = data.aws_iam_policy_document.etl.json
}
`
test('a statement of a policy document may be split', async () => {
  const of = { base: { [path]: document('"s3:GetObject"') }, change: { [path]: document('"s3:*"') } }
  const wider = await workshop.prove(of, narrow(document('"s3:GetObject"', '"s3:ListBucket"')))
  expect(outcome(wider)).toBe('refused: what rules say of its policies stays.')
  const narrower = await workshop.prove(of, narrow(document('"s3:GetObject"', '"s3:GetObject"')))
  expect(outcome(narrower)).toMatch(/^Parses as Terraform code/)
})

test.each([
  ['it allows more', code('"s3:*", "kms:Decrypt"'), 'would allow more'],
  ['it reaches further', code('"s3:GetObject"', { ...usual, resource: '*' }), 'would allow more'],
  ['it allows as much', code('"s3:*"').replace('"etl"\n', '"etl"\n\n'), 'as much as before'],
  ['it allows nothing', code('"s3:GetObject"', { ...usual, effect: 'Deny' }), 'would allow nothing'],
  ['it allows no action', code(''), 'would allow nothing'],
  ['it allows less than what is merged', code('"s3:ListBucket"'), 'what it allows at the base'],
  [
    'it allows all but something',
    code('').replace('Action   = []', 'NotAction = ["s3:*"]'),
    'would allow more',
  ],
  ['it changes something else', code('"s3:GetObject"', { ...usual, bucket: 'ocean' }), 'more than policies'],
  [
    'it adds something',
    `${code('"s3:GetObject"')}resource "aws_iam_user" "me" {\n  name = "me"\n}\n`,
    'more than policies',
  ],
  ['it is no code', code('"s3:GetObject"').slice(0, -3), 'is not read'],
  ['it hides something', code('"s3:GetObject"').replace('lake/*', 'lake/\u200b*'), 'nobody sees'],
  [
    'rules are told to be silent',
    code('"s3:GetObject"').replace('  name', '  # tfsec:ignore:aws-iam-*\n  name'),
    'speaks to tools',
  ],
  ['a value is hidden behind a variable', code('var.actions...'), 'is not'],
])('nothing is shown where %s', async (_, text, why) => {
  const said = outcome(await workshop.prove(changed, narrow(text)))
  expect(said).toMatch(/^refused: /)
  expect(said).toContain(why)
})

test('no other file is edited', async () => {
  const said = outcome(await workshop.prove(changed, narrow(code('"s3:GetObject"'), 'infra/other.tf')))
  expect(said).toBe('refused: It edits a file that the question was not about.')
})
