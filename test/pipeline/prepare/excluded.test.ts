import { afterAll, describe, expect, test } from 'vitest'
import { prepare } from '../../../src/pipeline/prepare.ts'
import { reviewSettingOf } from '../../../src/review/setting.ts'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { type Changed, partIn, preparing } from './prepared.ts'

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
afterAll(async () => {
  await Promise.all([readers.reader.close(), readers.terraform.close()])
})

async function prepared(changed: Changed, exclude: { paths?: string[]; relations?: string[] }) {
  const { paths = [], relations = [] } = exclude
  return prepare(
    await preparing(changed, readers),
    openSharing({ share: 'full', exclude: { paths, relations } }),
  )
}

const merged = {
  'migrations/001_t.sql': `CREATE SCHEMA pii;
CREATE TABLE pii.persons (id bigint PRIMARY KEY, born date);
CREATE TABLE orders (id bigint PRIMARY KEY, person_id bigint REFERENCES pii.persons (id), total numeric);
CREATE VIEW open_orders AS SELECT id FROM orders;
`,
  'migrations/002_v.sql': 'CREATE VIEW all_orders AS SELECT id, total FROM orders;\n',
}
const change = { 'migrations/003_c.sql': 'ALTER TABLE orders ALTER COLUMN total SET NOT NULL;\n' }

describe('A relation that is kept back', () => {
  const parts = async (relations: string[]) => {
    const { questions } = await prepared({ base: merged, change }, { relations })
    const [question] = questions
    if (!question) throw new Error('Nothing is asked.')
    return {
      all: question.parts.map(({ text }) => text).join('\n'),
      of: (name: string) => partIn(question, name),
    }
  }

  test('is named nowhere: not by who points to it, nor by the file that made it', async () => {
    const { all, of } = await parts(['pii.*'])
    expect(all).not.toMatch(/pii|persons|001_t/)
    expect(of('relations')).toContain('person_id bigint? -> ..., total numeric')
    expect(of('definitions')).toContain('002_v.sql (unchanged)')
  })

  test('keeps nothing else back', async () => {
    const { of } = await parts(['hr.*'])
    expect(of('relations')).toContain('person_id bigint? -> pii.persons(id), total numeric')
    expect(of('definitions')).toContain('CREATE VIEW open_orders')
  })

  test('takes its dependents with it where they are kept back by their own names', async () => {
    const { of } = await parts(['open_orders'])
    expect(of('dependents')).toContain('all_orders')
    expect(of('dependents')).not.toContain('open_orders')
  })
})

describe('A pattern that keeps nothing back', () => {
  const notRead = async (exclude: Parameters<typeof prepared>[1]) => {
    const policy = await preparing({ base: merged, change }, readers)
    const { paths = [], relations = [] } = exclude
    const review = { ...reviewSettingOf(policy.input.policy), exclude: { paths, relations } }
    const input = { ...policy.input, policy: { ...policy.input.policy, review } }
    const { notRead, idle = [] } = prepare({ ...policy, input })
    return [...notRead, ...idle]
  }

  test('is told, as it may be written wrongly', async () => {
    expect(await notRead({ paths: ['migration/**'], relations: ['pi.*', 'pii.', 'order'] })).toEqual(
      ['migration/**', 'pi.*', 'pii.', 'order'].map(
        (pattern) => `the policy keeps back ${pattern}, which nothing here matches`,
      ),
    )
  })

  test('is none that names a file, a folder or a relation, on either side', async () => {
    expect(await notRead({ relations: ['pii.*', 'hr.*'] })).toEqual([
      'the policy keeps back hr.*, which nothing here matches',
    ])
    expect(await notRead({ paths: ['migrations'] })).toEqual(['migrations/003_c.sql: kept back by its path'])
  })

  test.each([
    [['migrations'], false],
    [['migrations/'], false],
    [['migrations/003_c.sql'], false],
    [['migration'], true],
    [['003_c.sql'], true],
  ])('a folder keeps back what is below it: %s', async (paths, isAsked) => {
    expect((await prepared({ base: merged, change }, { paths })).questions.length > 0).toBe(isAsked)
  })
})

test('Words of ours stay what they are, whoever is called so', async () => {
  const tf = (size: number) => `resource "aws_db_instance" "shop" {
  engine            = "postgres"
  username          = "root"
  allocated_storage = ${size}
}
`
  const preparation = await preparing(
    { base: { 'infra/main.tf': tf(20) }, change: { 'infra/main.tf': tf(40) } },
    readers,
  )
  for (const share of ['schema', 'redacted'] as const) {
    const { project, questions } = prepare(
      preparation,
      openSharing({ share, exclude: { paths: [], relations: [] } }),
    )
    expect(project).toContain('Terraform root modules: infra.')
    expect(JSON.stringify(questions)).not.toContain('\\"root\\"')
  }
})
