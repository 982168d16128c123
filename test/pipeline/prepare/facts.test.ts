import { afterAll, describe, expect, test } from 'vitest'
import { prepare } from '../../../src/pipeline/prepare.ts'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { openSqlReader } from '../../../src/sql/reader.ts'
import { openTerraformReader } from '../../../src/terraform/reader.ts'
import { type Changed, openly, partIn, preparedOf, preparing } from './prepared.ts'

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
afterAll(async () => {
  await Promise.all([readers.reader.close(), readers.terraform.close()])
})

/** One part of the first question of a topic, line by line. */
async function partOf(name: string, changed: Changed, topic = 'ddl') {
  const { questions } = await preparedOf(changed, readers)
  const question = questions.find((one) => one.topic === topic)
  return question ? partIn(question, name).split('\n') : []
}

const tables = `CREATE TABLE orders (id bigint PRIMARY KEY, status text, total numeric);
CREATE TABLE parcels (id bigint PRIMARY KEY);
`
const mind = `CREATE VIEW open_orders AS
  SELECT id FROM orders
  WHERE status = 'new';
CREATE VIEW all_parcels AS SELECT id FROM parcels;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.status := 'stamped';
  RETURN NEW;
END $$;
CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN NULL;
END $$;
CREATE TRIGGER stamped BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE TRIGGER idled BEFORE UPDATE ON parcels FOR EACH ROW EXECUTE FUNCTION idle();
CREATE FUNCTION revenue() RETURNS numeric LANGUAGE sql AS $$ SELECT sum(total) FROM orders $$;
`
const merged = { 'migrations/001_t.sql': tables, 'migrations/002_m.sql': mind }

describe('Definitions', () => {
  const update = { 'migrations/003_u.sql': "UPDATE orders SET status = 'sent' WHERE status = 'new';" }

  test('What reads, fires on or names a table that is written is shown as it stands in its file, other things are not', async () => {
    const lines = await partOf('definitions', { base: merged, change: update })
    expect(lines).toEqual([
      '== migrations/002_m.sql (unchanged)',
      '    1   CREATE VIEW open_orders AS',
      '    2     SELECT id FROM orders',
      "    3     WHERE status = 'new';",
      '...',
      '   14   CREATE TRIGGER stamped BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp();',
      '...',
      '    5   CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$',
      '    6   BEGIN',
      "    7     NEW.status := 'stamped';",
      '    8     RETURN NEW;',
      '    9   END $$;',
      '...',
      '   16   CREATE FUNCTION revenue() RETURNS numeric LANGUAGE sql AS $$ SELECT sum(total) FROM orders $$;',
    ])
  })

  test('Of what was made twice only the last counts, of what is gone nothing', async () => {
    const again = `CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders WHERE status = 'open';
CREATE OR REPLACE FUNCTION revenue() RETURNS numeric LANGUAGE sql AS $$ SELECT max(total) FROM orders $$;
DROP TRIGGER stamped ON orders;
`
    const base = { ...merged, 'migrations/0025_m.sql': again }
    const lines = await partOf('definitions', {
      base,
      change: { 'migrations/0030_u.sql': 'DROP TABLE orders;' },
    })
    expect(lines.filter((line) => line.includes('CREATE'))).toEqual([
      "    1   CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders WHERE status = 'open';",
      '    2   CREATE OR REPLACE FUNCTION revenue() RETURNS numeric LANGUAGE sql AS $$ SELECT max(total) FROM orders $$;',
    ])
  })

  test('A view that a query names is shown with it', async () => {
    const change = { 'queries/open.sql': 'SELECT count(*) FROM open_orders;' }
    const lines = await partOf('definitions', { base: merged, change }, 'diff')
    expect(lines).toContain("    3     WHERE status = 'new';")
  })

  test('A change that nothing depends on has none', async () => {
    const change = { 'migrations/003_n.sql': 'CREATE TABLE fresh (id bigint PRIMARY KEY);' }
    expect(await partOf('definitions', { base: merged, change })).toEqual([''])
  })

  test('Nothing of a file that is kept back is shown, and no literal at the level of structure', async () => {
    const preparation = await preparing({ base: merged, change: update }, readers)
    const kept = prepare(preparation, openly(['migrations/002_m.sql']))
    expect(kept.questions.map((one) => partIn(one, 'definitions'))).toEqual([''])
    const sharing = openSharing({ share: 'schema', exclude: { paths: [], relations: [] } })
    const text = prepare(preparation, sharing)
      .questions.map((one) => partIn(one, 'definitions'))
      .join()
    expect(text).toContain('NEW.status')
    expect(text).not.toContain("stamped'")
  })

  test('No answer is anchored in what is shown of unchanged files', async () => {
    const { grounds } = await preparedOf({ base: merged, change: update }, readers)
    expect(Object.keys(grounds.files)).toEqual(['migrations/003_u.sql'])
  })

  test('A body of thousands of lines is shown in part', async () => {
    const long = `CREATE FUNCTION long() RETURNS void LANGUAGE sql AS $$\n${'SELECT 1 FROM orders;\n'.repeat(5000)}$$;\n`
    const base = { 'migrations/001_t.sql': tables, 'migrations/002_m.sql': long }
    const lines = await partOf('definitions', { base, change: update })
    expect(lines).toHaveLength(42)
    expect(lines.at(-1)).toBe('...')
  })
})

describe('Comments of the database', () => {
  const base = {
    'migrations/001_t.sql': `${tables}COMMENT ON TABLE orders IS 'one row per basket';
COMMENT ON COLUMN orders.total IS 'net, in cents';
`,
  }
  const change = { 'migrations/002_a.sql': 'ALTER TABLE orders ADD COLUMN tax numeric;' }

  test('They stand with the relations, and not where literals may not leave', async () => {
    expect((await partOf('relations', { base, change })).slice(-2)).toEqual([
      "comment on orders: 'one row per basket'",
      "comment on orders.total: 'net, in cents'",
    ])
    const preparation = await preparing({ base, change }, readers)
    const sharing = openSharing({ share: 'schema', exclude: { paths: [], relations: [] } })
    const [question] = prepare(preparation, sharing).questions
    expect(question && partIn(question, 'relations')).not.toContain('comment')
  })
})

describe('Blocks of Terraform around a change', () => {
  const base = {
    'main.tf': 'resource "aws_sqs_queue" "q" {\n  name = local.name\n}\n',
    'names.tf': 'locals {\n  name  = "events"\n  other = "unused"\n}\n\nvariable "size" {}\n',
    'reader.tf': `resource "aws_sns_topic_subscription" "s" {
  endpoint = aws_sqs_queue.q.arn
}

resource "aws_sns_topic" "free" {}

module "lake" {
  source = "./lake"
  queue  = aws_sqs_queue.q.arn
}
`,
    'lake/main.tf': 'variable "queue" {}\nresource "aws_sns_topic" "t" {\n  name = var.queue\n}\n',
  }

  test('What a changed block names, and what names it, is shown with its path and lines; the rest is not', async () => {
    const change = { 'main.tf': 'resource "aws_sqs_queue" "q" {\n  name = "${local.name}-2"\n}\n' }
    expect(await partOf('related', { base, change }, 'plan')).toEqual([
      '== names.tf (unchanged)',
      '    2     name  = "events"',
      '== lake/main.tf (unchanged)',
      '    1   variable "queue" {}',
      '== reader.tf (unchanged)',
      '    1   resource "aws_sns_topic_subscription" "s" {',
      '    2     endpoint = aws_sqs_queue.q.arn',
      '    3   }',
      '...',
      '    7   module "lake" {',
      '    8     source = "./lake"',
      '    9     queue  = aws_sqs_queue.q.arn',
      '   10   }',
    ])
  })

  test('What still names a resource that goes is shown', async () => {
    const lines = await partOf('related', { base, change: { 'main.tf': 'variable "x" {}\n' } }, 'plan')
    expect(lines).toContain('    2     endpoint = aws_sqs_queue.q.arn')
  })

  test('A block of a module shows the call that gives it its values', async () => {
    const change = {
      'lake/main.tf': 'variable "queue" {}\nresource "aws_sns_topic" "t" {\n  name = "a${var.queue}"\n}\n',
    }
    expect(await partOf('related', { base, change }, 'plan')).toContain(
      '    9     queue  = aws_sqs_queue.q.arn',
    )
  })

  test('Blocks of files that the change touches as well are left to their hunks', async () => {
    const change = {
      'main.tf': 'resource "aws_sqs_queue" "q" {\n  name = "${local.name}-2"\n}\n',
      'names.tf': 'locals {\n  name  = "events-3"\n}\n',
    }
    expect(await partOf('related', { base, change }, 'plan')).not.toContain('== names.tf (unchanged)')
  })
})

describe('What other files of the pull request do', () => {
  const base = {
    ...merged,
    'queries/import.sql': 'INSERT INTO orders (id, status, total) VALUES (1, NULL, 2);\n',
    'queries/other.sql': 'SELECT id FROM parcels;\n',
  }
  const change = {
    'migrations/003_d.sql': 'ALTER TABLE orders ALTER COLUMN status DROP DEFAULT;\n',
    'queries/import.sql': 'INSERT INTO orders (id, total) VALUES (1, 2);\n',
    'queries/other.sql': 'SELECT id, 1 AS status FROM parcels;\n',
  }
  const dropped = {
    ...base,
    'migrations/001_t.sql': tables.replace('status text', "status text DEFAULT 'new'"),
  }

  test('Lines that name what a migration alters are shown with it, from both sides; a column of another table is not', async () => {
    expect(await partOf('elsewhere', { base: dropped, change })).toEqual([
      '== queries/import.sql (modified)',
      '      - INSERT INTO orders (id, status, total) VALUES (1, NULL, 2);',
      '    1 + INSERT INTO orders (id, total) VALUES (1, 2);',
    ])
    const { questions } = await preparedOf({ base: dropped, change }, readers)
    const importing = questions.find(
      ({ paths, topic }) => topic === 'diff' && paths.includes('queries/import.sql'),
    )
    expect(importing && partIn(importing, 'elsewhere')).toContain('ALTER COLUMN status DROP DEFAULT')
  })

  test('A pull request about one thing has nothing of the kind', async () => {
    const alone = { 'migrations/003_d.sql': change['migrations/003_d.sql'] }
    expect(await partOf('elsewhere', { base: dropped, change: alone })).toEqual([''])
  })
})
