import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Changed, openWorkshop, outcome, type Workshop } from './bench.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
}, 60_000)
afterAll(() => workshop?.close())

const path = 'infra/main.tf'
const bucket = (name: string, type = 'aws_s3_bucket') =>
  `resource "${type}" "${name}" {\n  bucket = "lake-prod"\n}\n`
const renamed: Changed = { base: { [path]: bucket('lake') }, change: { [path]: bucket('raw') } }
const block = (from: string, to: string) => `moved {\n  from = ${from}\n  to = ${to}\n}\n`
const moved = (text: string) => ({
  ...({ kind: 'moved', title: 'The bucket is renamed', paths: [path] } as const),
  files: [{ path: '/etc/moved.tf', text }],
})
const right = block('aws_s3_bucket.lake', 'aws_s3_bucket.raw')

test('a block is written anew beside the code it is about', async () => {
  expect(await workshop.prove(renamed, moved(`# it is the same\n${right}`))).toEqual({
    remedy: {
      ...{ kind: 'moved', path, title: 'The bucket is renamed' },
      files: [
        {
          path: 'infra/moved.tf',
          text: 'moved {\n  from = aws_s3_bucket.lake\n  to   = aws_s3_bucket.raw\n}\n',
        },
      ],
      proof: [
        'Parses as Terraform code.',
        'aws_s3_bucket.lake is in the base and not here; aws_s3_bucket.raw is here, of the same type, and not in the base.',
        'No rule objects.',
      ],
      caveats: ['The plan was not made again.'],
    },
  })
})

test('blocks that are there stay', async () => {
  const known = block('aws_s3_bucket.older', 'aws_s3_bucket.lake')
  const base = { [path]: bucket('lake'), 'infra/moved.tf': known }
  const proven = await workshop.prove({ ...renamed, base }, moved(right))
  expect('remedy' in proven && proven.remedy.files[0]?.text).toBe(
    `${known}\nmoved {\n  from = aws_s3_bucket.lake\n  to   = aws_s3_bucket.raw\n}\n`,
  )
})

test.each([
  ['of another type', block('aws_s3_bucket.lake', 'aws_sqs_queue.raw'), 'is no aws_sqs_queue'],
  ['from nowhere', block('aws_s3_bucket.sea', 'aws_s3_bucket.raw'), 'is not in the base'],
  ['to nowhere', block('aws_s3_bucket.lake', 'aws_s3_bucket.sea'), 'No configuration at head'],
  ['with more than blocks', `${right}${bucket('more')}`, 'something else than moved blocks'],
  [
    'with something worked out',
    block('aws_s3_bucket.lake["${file("x")}"]', 'aws_s3_bucket.raw'),
    'something else',
  ],
  ['of one thing twice', right + right, 'something else'],
  ['to what is read', block('aws_s3_bucket.lake', 'data.aws_s3_bucket.raw'), 'something else'],
  ['without any', '# nothing\n', 'something else'],
])('nothing is shown for a move %s', async (_, text, why) => {
  const change = { [path]: `${bucket('raw')}${bucket('raw', 'aws_sqs_queue').replace('bucket =', 'name =')}` }
  const said = outcome(await workshop.prove({ ...renamed, change }, moved(text)))
  expect(said).toMatch(/^refused: /)
  expect(said).toContain(why)
})

test.each([
  [
    'the other one of two',
    block('aws_s3_bucket.a', 'aws_s3_bucket.d') + block('aws_s3_bucket.b', 'aws_s3_bucket.c'),
    false,
  ],
  [
    'what it is called',
    block('aws_s3_bucket.a', 'aws_s3_bucket.c') + block('aws_s3_bucket.b', 'aws_s3_bucket.d'),
    true,
  ],
])('of two that are renamed each becomes %s', async (_, text, isShown) => {
  const named = (label: string, name: string) => bucket(label).replace('lake-prod', name)
  const two: Changed = {
    base: { [path]: named('a', 'one') + named('b', 'two') },
    change: { [path]: named('c', 'one') + named('d', 'two') },
  }
  const said = outcome(await workshop.prove(two, moved(text)))
  expect(said).toMatch(isShown ? /^Parses/ : /^refused: nothing in the code makes aws_s3_bucket.d what/)
})

test('one of another name is another one', async () => {
  const other: Changed = { ...renamed, change: { [path]: bucket('raw').replace('lake-prod', 'raw-prod') } }
  expect(outcome(await workshop.prove(other, moved(right)))).toMatch(/^refused: nothing in the code/)
})

test('what is still there does not move', async () => {
  const change = { [path]: bucket('lake') + bucket('raw') }
  const said = outcome(await workshop.prove({ ...renamed, change }, moved(right)))
  expect(said).toBe('refused: aws_s3_bucket.lake is still here.')
})
