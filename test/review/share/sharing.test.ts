import { describe, expect, test } from 'vitest'
import { openSharing } from '../../../src/review/share/open-sharing.ts'
import { restore } from '../../../src/review/share/restore.ts'
import type { Form, Share } from '../../../src/review/sharing.ts'

const nothing = { paths: [], relations: [] }
const shared = (share: Share, path: string, text: string) =>
  openSharing({ share, exclude: nothing }).file('head', path, text)
const schema = (path: string, text: string) => shared('schema', path, text)

describe('SQL at `schema`', () => {
  test.each([
    [
      "SELECT 'Bob', E'it\\'s', N'x1', $$a b$$, $t$c$t$ || ''",
      "SELECT '<TEXT_1>', E'<TEXT_2>', N'<TEXT_3>', $$<TEXT_4>$$, $t$<TEXT_5>$t$ || ''",
    ],
    [
      "WHERE d > '2024-02-03' AND t < '10:30' AND u = '7f3e2a10-90ab-4c3d-8e21-0a1b2c3d4e5f'",
      "WHERE d > '<DATE_1>' AND t < '<TIME_1>' AND u = '<UUID_1>'",
    ],
    ['SELECT 0, 1, 42, 3.14 -- why\n', 'SELECT 0, 1, <NUMBER_1>, <NUMBER_2> -- <COMMENT_1>\n'],
    ['/* one\r\n   two */ SELECT 1', '/* <COMMENT_1>\r\n   <COMMENT_2> */ SELECT 1'],
    ["SELECT 'one\ntwo'", "SELECT '<TEXT_1>\n<TEXT_2>'"],
    [
      'SELECT "Full Name" FROM "users" WHERE note LIKE "%bob%"',
      'SELECT "Full Name" FROM "users" WHERE note LIKE "<TEXT_1>"',
    ],
    ["DO $$ BEGIN RAISE NOTICE 'secret plan'; END $$", "DO $$ BEGIN RAISE NOTICE '<TEXT_1>'; END $$"],
    ["COMMENT ON TABLE t IS 'of the people'", "COMMENT ON TABLE t IS '<TEXT_1>'"],
    ["SET app.user = 'bob'; SET lock_timeout = '5s'", "SET app.user = '<TEXT_1>'; SET lock_timeout = '5s'"],
    [
      "EXECUTE 'DROP TABLE x'; EXECUTE 'DELETE FROM x WHERE y = ''bob'''",
      "EXECUTE 'DROP TABLE x'; EXECUTE '<TEXT_1>'",
    ],
    ['COPY t (a) FROM stdin;\nBob\tx\n\\.\nSELECT 1', 'COPY t (a) FROM stdin;\n<TEXT_1>\n\\.\nSELECT 1'],
    ["SELECT 'never closed; SELECT a FROM b", "SELECT '<TEXT_1>"],
    ["SELECT 'MySQL''s' , 'it\\'s mine', other", "SELECT '<TEXT_1>' , '<TEXT_2>', other"],
    ["SELECT '''it's'''", "SELECT '''<TEXT_1>'''"],
  ])('%s', (text, expected) => {
    const sharing = openSharing({ share: 'schema', exclude: nothing })
    const found = sharing.file('head', 'a.sql', text) ?? ''
    expect(found).toBe(expected)
    expect(restore(found, sharing.replacements())).toBe(text)
  })

  test.each([
    "CREATE TYPE mood AS ENUM ('sad', 'very happy'); ALTER TYPE mood ADD VALUE 'ok' BEFORE 'sad'",
    "SELECT date_trunc('month', at), at AT TIME ZONE 'Europe/Berlin', now() - interval '90 days', '1 day'::interval",
    "SELECT to_char(at, 'YYYY-MM-DD HH24:MI'), nextval('app.orders_id_seq'), 'app.orders'::regclass, note->>'key'",
    'CREATE TABLE t (a varchar(255), b numeric(12,2), c timestamptz(6)) WITH (fillfactor = 70)',
    'SELECT a, count(*) FROM t GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 500 OFFSET 20',
    'SELECT cents / 100, round(x, 2), seconds * 3600, a[2] FROM t',
    "SET LOCAL statement_timeout = '2min'; SET search_path TO app, public; SET lock_timeout = 3000",
    "CREATE FUNCTION f() RETURNS int LANGUAGE 'plpgsql' COST 100 AS $$ BEGIN RETURN 1; END $$",
    '-- +goose Up\nSELECT 1;\n-- +goose Down\n',
    "{{ config(materialized='incremental', unique_key=['id', 'day']) }} select * from {{ ref('orders') }}, {{ source('raw', 'users') }}",
    "select sum(x) over (order by d rows between 6 preceding and current row) from t where ok = 'true' and a <> ''",
    'select interval 6 hour, interval -90 day, dateadd(day, -3, x), date_sub(x, interval 2 day), datediff(day, a, 30) from t',
    'select current_date - 7, now() - 14, current_date() + 365, getdate() - 2, make_interval(days => 10)',
  ])('keeps what is structure: %s', (text) => expect(schema('models/a.sql', text)).toBe(text))

  test('a number is a span only as a small one, in arithmetic of moments', () => {
    expect(
      schema('a.sql', 'select total - 7, dateadd(day, 1987, x), current_date - 44444, f(30) from t'),
    ).toBe(
      'select total - <NUMBER_1>, dateadd(day, <NUMBER_2>, x), current_date - <NUMBER_3>, f(<NUMBER_4>) from t',
    )
  })

  test.each([
    ["AS ENUM ('bob@x.com')", 'CREATE TYPE t AS ENUM'],
    ["interval 'of trust'", 'SELECT interval'],
    ["date_trunc('Bob', x)", 'SELECT'],
    ["x AT TIME ZONE 'of Bob 1'", 'SELECT'],
    ['LIMIT (SELECT 4711)', 'SELECT'],
    ['price / 137', 'SELECT'],
    ["{{ var('start', 'Bob') }}", 'SELECT'],
    ["{% set x = 'Bob' %}", 'SELECT'],
  ])('replaces what only stands where structure would: %s', (text, before) => {
    expect(schema('a.sql', `${before} ${text}`)).toMatch(/<[A-Z]+_1>/)
  })
})

describe('Terraform at `schema`', () => {
  test.each([
    'publicly_accessible = true\n',
    'cidr_blocks = ["0.0.0.0/0", "10.0.0.0/8", "::/0"]\n',
    'engine = "postgres"\nengine_version = "16.3"\nbackup_retention_period = 7\n',
    'actions   = ["s3:GetObject*", "kms:Decrypt"]\nresources = ["arn:aws:s3:::*", aws_s3_bucket.b.arn]\n',
    'principals {\n  type = "Service"\n  identifiers = ["lambda.amazonaws.com"]\n}\n',
    'sse_algorithm = "aws:kms"\ninstance_class = "db.r6g.large"\nversion = "~> 5.0"\n',
    'policy = <<EOT\n{"Effect": "Allow", "Action": "s3:*", "Resource": "${var.arn}/*"}\nEOT\n',
    'schedule = "cron(0 12 * * ? *)"\n',
  ])('keeps %s', (text) => expect(schema('main.tf', text)).toBe(text))

  test.each([
    ['role = "arn:aws:iam::123456789012:role/etl"\n', 'role = "arn:aws:iam::<ACCOUNT_1>:role/<TEXT_1>"\n'],
    ['account = 123456789012\n', 'account = <ACCOUNT_1>\n'],
    ['description = "orders"\n', 'description = "<TEXT_1>"\n'],
    ['x = "two words"\n', 'x = "<TEXT_1>"\n'],
    ['host = "db.prod.acme.com"\n', 'host = "<HOST_1>"\n'],
    ['x = "mydb.c9akciq32.eu-west-1.rds.amazonaws.com"\n', 'x = "<HOST_1>"\n'],
    ['cidr_blocks = ["84.17.33.2/32"]\n', 'cidr_blocks = ["<IP_1>"]\n'],
    ['tags = { Owner = "jane" }\n', 'tags = { Owner = "<PERSON_1>" }\n'],
    ['members = ["user:jane@acme.com"]\n', 'members = ["user:<EMAIL_1>"]\n'],
    ['x = 1 # by Jane\n', 'x = 1 # <COMMENT_1>\n'],
    ['x = <<-E\n  echo hi ${var.a} there\n  E\n', 'x = <<-E\n  <TEXT_1> ${var.a} <TEXT_2>\n  E\n'],
    [
      "query = <<E\nSELECT a FROM t WHERE b = 'Bob'\nE\n",
      "query = <<E\nSELECT a FROM t WHERE b = '<TEXT_1>'\nE\n",
    ],
  ])('replaces in %s', (text, expected) => expect(schema('main.tf', text)).toBe(expected))
})

describe('settings at `schema`', () => {
  test.each([
    [
      'models:\n  - name: orders\n    description: "of Bob" # x\n',
      'models:\n  - name: orders\n    description: "<TEXT_1>" # <COMMENT_1>\n',
    ],
    [
      'tests:\n  - unique\n  - accepted_values:\n      values: [a, "b c"]\n',
      'tests:\n  - unique\n  - accepted_values:\n      values: [<TEXT_1>, "<TEXT_2>"]\n',
    ],
    [
      "tests:\n  - relationships: { to: ref('a'), field: id }\n",
      "tests:\n  - relationships: { to: ref('a'), field: id }\n",
    ],
    [
      'description: |\n  one\n\n  name: two\nversion: 2\n',
      'description: |\n  <TEXT_1>\n\n  <TEXT_2>\nversion: 2\n',
    ],
    ['owner:\n  name: Jane Doe\n', 'owner:\n  name: <PERSON_1>\n'],
  ])('%s', (text, expected) => expect(schema('schema.yml', text)).toBe(expected))

  test('of JSON', () => {
    expect(schema('a.json', '{"models": [{"name": "orders", "note": "by Bob", "n": 42, "ok": true}]}')).toBe(
      '{"models": [{"name": "orders", "note": "<TEXT_1>", "n": <NUMBER_1>, "ok": true}]}',
    )
  })

  test('a file whose form says nothing of literals is kept back whole', () => {
    const sharing = openSharing({ share: 'schema', exclude: nothing })
    expect(sharing.file('head', 'db/migrate/1.rb', 'puts "Bob"')).toBeUndefined()
    expect(sharing.withheld()).toEqual(['db/migrate/1.rb: its form does not tell values from structure'])
    expect(shared('redacted', 'db/migrate/1.rb', 'puts "Bob"')).toBe('puts "Bob"')
  })
})

describe('what is personal', () => {
  test.each([
    ["SELECT 'jane.doe+x@mail.acme.co.uk'", 'EMAIL'],
    ["SELECT '+49 170 1234567'", 'PHONE'],
    ["SELECT '(555) 123-4567'", 'PHONE'],
    ["SELECT '84.17.33.2'", 'IP'],
    ["SELECT '2a02:8108:1:2::5'", 'IP'],
    ["SELECT '4111 1111 1111 1111'", 'CARD'],
    ["SELECT 'DE89 3704 0044 0532 0130 00'", 'IBAN'],
    ["SELECT '078-05-1120'", 'ID'],
    ["INSERT INTO p (id, first_name) VALUES (1, 'Ann')", 'PERSON'],
    ["INSERT INTO p (id, name) SELECT 1, 'Ann' FROM x", 'PERSON'],
    ["UPDATE p SET last_name = 'Doe'", 'PERSON'],
    ["DELETE FROM p WHERE username IN ('ann')", 'PERSON'],
    ['INSERT INTO p (phone) VALUES (5551234)', 'PHONE'],
    ['-- ask jane@acme.com\n', 'EMAIL'],
  ])('leaves in neither `redacted` nor `schema`, but in `full`: %s', (text, kind) => {
    expect(shared('redacted', 'a.sql', text)).toContain(`<${kind}_1>`)
    expect(schema('a.sql', text)).toMatch(/<(?!NUMBER)[A-Z]+_1>/)
    expect(shared('full', 'a.sql', text)).toBe(text)
  })

  test.each([
    "SELECT '10.0.0.1', '0.0.0.0/0', '127.0.0.1', '192.168.1.0/24', 'fe80::1', 'a::text'",
    "SELECT '4111 1111 1111 1112'",
    "SELECT 'DE88 3704 0044 0532 0130 00'",
    "SELECT '2024-01-02', '555-1234', '1.2.3', '12:30:45'",
    'SELECT a::cafe, b @> c, d @@ e FROM git_at_x',
    "INSERT INTO p (id, kind) VALUES (1, 'first_name')",
    "UPDATE p SET kind = 'Ann' WHERE a.first_name = b.first_name",
    'SELECT 4111111111111112, 1700000000000',
  ])('and its near miss stays in `redacted`: %s', (text) =>
    expect(shared('redacted', 'a.sql', text)).toBe(text),
  )
})

describe('placeholders', () => {
  test('the same original has the same one in every file and text of a change', () => {
    const sharing = openSharing({ share: 'schema', exclude: nothing })
    const sql = "SELECT 'Bob', 'Bob', 'Ann Doe'"
    expect(sharing.file('base', 'a.sql', sql)).toBe("SELECT '<TEXT_1>', '<TEXT_1>', '<TEXT_2>'")
    expect(sharing.file('head', 'a.sql', sql)).toBe("SELECT '<TEXT_1>', '<TEXT_1>', '<TEXT_2>'")
    expect(sharing.text('It was Ann Doe, not Ann Doering.', 'prose')).toBe(
      'It was <TEXT_2>, not Ann Doering.',
    )
  })

  test.each(['<EMAIL_1>', '< EMAIL_1 >', '<email_1>', '＜EMAIL_1＞', '<ЕMAIL_１>', '<EM\u200bAIL_1>'])(
    'one that the text holds itself cannot be taken for ours: %s',
    (fake) => {
      const text = `-- ${fake} a@b.com\n`
      const sharing = openSharing({ share: 'redacted', exclude: nothing })
      expect(sharing.file('head', 'a.sql', text)).toBe('-- <TEXT_1> <EMAIL_1>\n')
      expect(restore('-- <TEXT_1> <EMAIL_1>\n', sharing.replacements())).toBe(text)
    },
  )

  test('what is put back is not searched again, and what was never given out stays', () => {
    const replacements = [
      { placeholder: '<TEXT_1>', original: '<TEXT_2>' },
      { placeholder: '<TEXT_2>', original: 'x' },
      { placeholder: '<TEXT_11>', original: 'y' },
    ]
    expect(restore('<TEXT_1><TEXT_2><TEXT_11><TEXT_3>', replacements)).toBe('<TEXT_2>xy<TEXT_3>')
  })

  test('characters that nobody sees leave as one, at every level', () => {
    const text = 'SELECT a\u202e\u{e0041}\u{e0042}b, c -- ok\u200b\n'
    expect(shared('full', 'a.sql', text)).toBe('SELECT a<HIDDEN_1>b, c -- ok<HIDDEN_2>\n')
  })
})

describe('texts that are no files', () => {
  test.each<[string, Form, string]>([
    ['Key (email)=(bob) already exists.', 'prose', 'Key (email)=(<TEXT_1>) already exists.'],
    ['Failing row contains (1, bob).', 'prose', 'Failing row contains (<TEXT_1>).'],
    [
      'invalid input syntax for type integer: "bob"',
      'prose',
      'invalid input syntax for type integer: "<TEXT_1>"',
    ],
    [
      'column "total" of relation "orders" does not exist',
      'prose',
      'column "total" of relation "orders" does not exist',
    ],
    ['Rewrites 1,200 rows of app.orders.', 'prose', 'Rewrites 1,200 rows of app.orders.'],
    ["'new'::text", 'sql', "'<TEXT_1>'::text"],
    ['now()', 'sql', 'now()'],
    ['db.r6g.large', 'terraform', 'db.r6g.large'],
    ['Owned by Jane', 'terraform', '<TEXT_1>'],
  ])('%s', (text, form, expected) => {
    expect(openSharing({ share: 'schema', exclude: nothing }).text(text, form)).toBe(expected)
  })

  test('a value that is also a name of the schema is not hidden where it names that', () => {
    const sharing = openSharing({ share: 'schema', exclude: nothing })
    sharing.file('head', 'a.sql', "INSERT INTO orders (kind) VALUES ('orders'), ('carrier')")
    expect(sharing.text('orders by carrier', 'prose')).toBe('orders by <TEXT_2>')
  })
})

describe('in an expression that names somebody, all text is theirs at `redacted`', () => {
  const redacted = (text: string) => shared('redacted', 'a.sql', text)

  test.each([
    "INSERT INTO customers VALUES (1, 'Hans Zimmermann')",
    "UPDATE c SET (name, email) = ('Hans Zimmermann', 'x')",
    "SELECT 1 FROM c WHERE lower(first_name) = 'Hans Zimmermann'",
    "SELECT coalesce(last_name, 'Hans Zimmermann') = 'x' FROM c",
    "SELECT 1 FROM c WHERE 'Hans Zimmermann' = full_name",
    "SELECT CASE full_name WHEN 'Hans Zimmermann' THEN 1 END FROM c",
    "SELECT * FROM (VALUES ('Hans Zimmermann', 1)) v(first_name, n)",
    "SELECT 'Hans Zimmermann' AS full_name",
    "SELECT 1 FROM c WHERE x->>'full_name' = 'Hans Zimmermann'",
  ])('%s', (text) => expect(redacted(text)).not.toContain('Hans'))

  test.each(["date_of_birth = date '1980-01-02'", "birth_date BETWEEN '1980-01-02' AND '1980-01-02'"])(
    'dates as well: %s',
    (text) => expect(redacted(`SELECT 1 FROM c WHERE ${text}`)).not.toContain('1980'),
  )

  test.each([
    "INSERT INTO kinds (code) VALUES ('open')",
    "SELECT 1 FROM c WHERE lower(first_name) = $1 AND status = 'open'",
    "SELECT full_name, coalesce(status, 'open') FROM c",
    "SELECT CASE WHEN full_name IS NULL THEN 'none' ELSE 'some' END FROM c",
    "SELECT date_trunc('month', birth_date), to_char(birth_date, 'YYYY-MM') FROM c",
    "SELECT * FROM (VALUES ('open', 1)) v(status, n)",
    "CREATE TABLE c (full_name text NOT NULL, status text DEFAULT 'open')",
    "INSERT INTO audit (kind, at) VALUES ('signup', NEW.email)",
  ])('and the near miss stays: %s', (text) => expect(redacted(text)).toBe(text))
})

describe('what is no name at `schema`, though its quotes could be those of one', () => {
  test.each([
    'SELECT 1 FROM t WHERE f(r"Hans") AND x = R"Hans" AND y IN (b"Hans", rb"Hans")',
    'CREATE TABLE t (s ENUM("Hans", "Hans 2"))',
    'SELECT concat("Hans Z", name) FROM t',
    'DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT "Hans"; END //',
    'SELECT `a`, "Hans" FROM t',
    "{{ config(materialized='table', owner='Hans', meta={'name': 'Hans'}) }} SELECT 1",
    "INSERT INTO t VALUES (q'[it's Hans]', 'Hans'); UPDATE t SET n = 'Hans'",
    "SELECT nq'{it's Hans}', Q'!it's Hans!', q'<it's Hans>', 'Hans'",
    "{% set x %}it's 'Hans' {% endset %}\nSELECT 'Hans', 'a'\nFROM t",
    "SELECT 'a\nHans', 'b",
    "\\echo it's Hans\nSELECT 'Hans'",
    "SET my_role TO 'the Hans'",
  ])('%s', (text) => expect(schema('a.sql', text)).not.toContain('Hans'))

  test.each([
    'SELECT "Full Name", count("Name"), coalesce("A", "B") FROM "users" AS "u"',
    'INSERT INTO t ("Full Name", "b") SELECT "Full Name", b FROM u',
    "SELECT interval'1 day', a AT TIME ZONE 'UTC' FROM t",
    "{{ config(materialized='table', tags=['daily'], partition_by={'field': 'day', 'data_type': 'date'}) }} SELECT 1",
    "SET session_replication_role = 'replica'",
    '\\i other.sql\nSELECT q FROM t',
  ])('and the near miss stays: %s', (text) => expect(schema('a.sql', text)).toBe(text))
})

describe('who is known from one file', () => {
  const told = "INSERT INTO p (full_name, status) VALUES ('Hans Zimmermann', 'open');\n"

  test.each(['redacted', 'schema'] as const)(
    'is replaced in the others at `%s`, earlier ones too',
    (share) => {
      const sharing = openSharing({ share, exclude: nothing })
      const other = 'SELECT a AS "Hans Zimmermann", open FROM t;\n'
      for (const text of [other, told]) sharing.learn('a.sql', text)
      expect(sharing.file('head', 'a.sql', other)).toBe('SELECT a AS "<PERSON_1>", open FROM t;\n')
      expect(sharing.file('head', 'b.sql', told)).toContain("VALUES ('<PERSON_1>', ")
    },
  )

  test('a secret is so at `full`, and nobody else is', () => {
    const sharing = openSharing({ share: 'full', exclude: nothing })
    sharing.learn('a.sql', `${told}CREATE ROLE x PASSWORD 'correct-horse-9';\n`)
    const other = '-- Hans Zimmermann took '
    expect(sharing.file('head', 'b.sql', `${other}correct-horse-9\n`)).toBe(`${other}<SECRET_1>\n`)
  })

  test('a word that may name a thing is replaced only where it is somebody', () => {
    const sharing = openSharing({ share: 'redacted', exclude: nothing })
    const text = "INSERT INTO p (name) VALUES ('orders'); SELECT orders FROM orders;\n"
    sharing.learn('a.sql', text)
    expect(sharing.file('head', 'a.sql', text)).toBe(text.replace("'orders'", "'<PERSON_1>'"))
  })
})
