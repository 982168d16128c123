import { describe, expect, test } from 'vitest'
import { readReference } from '../../src/migrations/images.ts'
import { defaultVersion, postgresVersion } from '../../src/migrations/postgres-version.ts'
import { historyOf, treeOf } from './tree.ts'

const version = (files: Record<string, string>) => postgresVersion(treeOf(files))
const compose = (image: string) => `services:\n  db:\n    image: ${image}\n`

describe('image references', () => {
  test.each([
    ['postgres:15.4-alpine', 15],
    ['postgres:9.6', 9],
    ['docker.io/library/postgres:16@sha256:0123', 16],
    ['registry.example:5000/postgres:14', 14],
    ['postgis/postgis:15-3.4', 15],
    ['timescale/timescaledb:2.11.1-pg15', 15],
    ['timescale/timescaledb:2.11.1', undefined],
    ['timescale/timescaledb-ha:pg15.3-ts2.10', 15],
    ['supabase/postgres:15.1.0.117', 15],
    ['pgvector/pgvector:pg16', 16],
    ['pgvector/pgvector:0.8.0-pg17', 17],
    ['bitnami/postgresql:17', 17],
    ['cimg/postgres:14.0', 14],
    [`postgres:$\{PG_VERSION:-13}-alpine`, 13],
    [`postgres:$\{PG_VERSION}`, undefined],
    ['postgres:$PG', undefined],
    ['postgres:latest', undefined],
    ['postgres', undefined],
    ['postgres:alpine3.18', undefined],
  ])('%s is Postgres %s', (reference, major) => {
    expect(readReference(reference)).toMatchObject({ database: 'postgres', major })
  })

  test.each(['postgres-exporter:15', 'redis:7', 'my/postgrest:12', 'pgadmin4:8', ''])(
    '%s is no database',
    (reference) => {
      expect(readReference(reference)).toBeUndefined()
    },
  )
})

describe('the version of Postgres', () => {
  test('is assumed where nothing says it, and says so', () => {
    expect(version({ 'a.sql': '' })).toEqual({
      version: defaultVersion,
      source: 'default',
      sentence: `No file says which Postgres runs; ${defaultVersion} is assumed, the oldest major still supported.`,
    })
  })

  test('prefers Terraform to containers, containers to CI, and names the line', () => {
    const ci = {
      '.github/workflows/test.yml':
        'jobs:\n  t:\n    services:\n      db:\n        image: "postgres:13" # old\n',
    }
    const local = { 'docker-compose.yml': compose('postgres:16') }
    const terraform = {
      'infra/db.tf':
        'resource "aws_db_instance" "db" {\n  engine = "postgres"\n  engine_version = "14.9"\n}\n',
    }
    expect(version(ci)).toMatchObject({ version: 13, source: '.github/workflows/test.yml:5' })
    expect(version({ ...ci, ...local })).toMatchObject({ version: 16, source: 'docker-compose.yml:3' })
    expect(version({ ...ci, ...local, ...terraform })).toEqual({
      version: 14,
      source: 'infra/db.tf:3',
      sentence: 'Postgres 14, from engine_version of aws_db_instance in infra/db.tf:3.',
    })
  })

  test('takes the lowest of one kind', () => {
    expect(
      version({ 'a/compose.yaml': compose('postgres:17'), 'b/compose.yaml': compose('postgres:12') }).version,
    ).toBe(12)
  })

  test.each([
    ['main.tf', 'resource "google_sql_database_instance" "x" {\n  database_version = "POSTGRES_13"\n}\n', 13],
    ['main.tf', 'resource "azurerm_postgresql_flexible_server" "x" {\n  version = "12"\n}\n', 12],
    [
      'main.tf',
      'module "db" {\n  source = "terraform-aws-modules/rds/aws"\n  engine = "aurora-postgresql"\n  engine_version = "11"\n}\n',
      11,
    ],
    ['.gitlab-ci.yml', 'test:\n  services:\n    - postgres:14\n', 14],
    ['.gitlab-ci.yml', 'test:\n  services:\n    - name: postgres:14\n      alias: db\n', 14],
    ['.circleci/config.yml', 'jobs:\n  t:\n    docker:\n      - image: cimg/postgres:13.5\n', 13],
    ['db/Dockerfile', 'FROM --platform=linux/amd64 postgres:12-alpine AS db\n', 12],
    ['supabase/config.toml', '[db]\nmajor_version = 17\n', 17],
    ['.tool-versions', 'nodejs 24.1.0\npostgres 16.2\n', 16],
  ])('reads %s', (path, text, expected) => {
    expect(version({ [path]: text })).toMatchObject({ version: expected })
  })

  test.each([
    [
      'a variable',
      'main.tf',
      'resource "aws_db_instance" "x" {\n  engine = "postgres"\n  engine_version = var.version\n}\n',
    ],
    [
      'another engine',
      'main.tf',
      '# postgres\nresource "aws_db_instance" "x" {\n  engine = "mysql"\n  engine_version = "8.0"\n}\n',
    ],
    [
      'a provider',
      'main.tf',
      'terraform {\n  required_providers {\n    postgresql = {\n      version = "12.0"\n    }\n  }\n}\n',
    ],
    ['a matrix', '.github/workflows/t.yml', `image: postgres:$\{{ matrix.pg }}\n`],
    ['a comment', 'compose.yml', '# image: postgres:9\n'],
    ['an impossible number', 'compose.yml', compose('postgres:99')],
    ['another file', 'notes.yml', compose('postgres:9')],
  ])('is not taken from %s', (_, path, text) => {
    expect(version({ [path]: text }).source).toBe('default')
  })
})

describe('the dialect of a history', () => {
  const dialect = (text: string, others: Record<string, string> = {}, path = 'm/1_a.up.sql') =>
    historyOf({ [path]: text, ...others }).dialect

  test.each([
    ['CREATE TABLE t (id bigserial, at timestamptz);', 'postgres'],
    ['CREATE INDEX CONCURRENTLY i ON t (a);', 'postgres'],
    ['CREATE TABLE `t` (id int AUTO_INCREMENT) ENGINE=InnoDB;', 'mysql'],
    ['CREATE TABLE t (id int);', undefined],
    ['CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);', undefined],
    ['CREATE TABLE `t` (id bigserial);', undefined],
  ])('%s', (text, expected) => {
    expect(dialect(text)).toBe(expected)
  })

  test('follows the only database among the containers, and MariaDB where only that runs', () => {
    const plain = 'CREATE TABLE t (id int);'
    expect(dialect(plain, { 'compose.yml': compose('mysql:8') })).toBe('mysql')
    expect(
      dialect(plain, { 'compose.yml': `${compose('mysql:8')}${compose('postgres:15')}` }),
    ).toBeUndefined()
    expect(dialect('CREATE TABLE `t` (id int);', { 'compose.yml': compose('mariadb:11') })).toBe('mariadb')
  })

  test('follows a directory named after a database', () => {
    expect(dialect('CREATE TABLE t (id int);', {}, 'db/migrations/mysql/1_a.up.sql')).toBe('mysql')
    expect(dialect('CREATE TABLE t (a jsonb);', {}, 'db/migrations/sqlite/1_a.up.sql')).toBeUndefined()
  })
})
