import { describe, expect, test } from 'vitest'
import {
  isNamedSecret,
  secretIn,
  secretInScript,
  secretInSettings,
} from '../../../src/core/terraform/secret-forms.ts'

const awsKey = `AKIA${'Q3EGDFR7ZXW2MN5P'}`

describe('a secret that is written out', () => {
  test.each([
    ['password', 'changeme'],
    ['password', 'correct horse battery staple'],
    ['masterPassword', 'hunter2'],
    ['DB_PASSWORD', 'Tr0ub4dor&3'],
    ['client_secret', 'w8Q~abc'],
    ['api_key', '0b5c9d1e-77aa-4b1d-8d0c-1f2e3d4c5b6a'],
    ['token', 'q8Zk2L0vXr71'],
    ['admin_password_wo', 'summer-2026'],
  ])('%s', (name, value) => {
    expect(isNamedSecret(name, value)).toBe(true)
  })
})

describe('no secret', () => {
  test.each([
    ['password', ''],
    ['password', 'REPLACE_ME'],
    ['password', '<from the vault>'],
    ['password', 'your-password-here'],
    ['password', '********'],
    ['password', '${var.password}'],
    ['password', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:dsn'],
    ['password_secret_name', 'warehouse-dsn'],
    ['secret_id', 'projects/acme/secrets/dsn'],
    ['secret', 'prod/warehouse/dsn'],
    ['secret', 'db-credentials-2'],
    ['token_url', 'https://login.example.com/token'],
    ['password_policy', 'STRONG'],
    ['private_key', '~/.ssh/id_rsa'],
    ['private_key', 'keys/etl.pem'],
    ['passwordless', 'enabled1234'],
    ['key_name', 'etl-2026-key1'],
    ['connection_string', 'postgresql://app@db1.internal:5432/app?sslmode=verify-full'],
    ['password', 'x-oauth-basic'],
  ])('%s = %s', (name, value) => {
    expect(isNamedSecret(name, value)).toBe(false)
  })
})

test('forms are known wherever they stand', () => {
  expect(secretIn(`aws configure set aws_access_key_id ${awsKey}`)?.what).toBe('an access key of AWS')
  expect(secretIn('AKIAIOSFODNN7EXAMPLE')).toBeUndefined()
  expect(secretIn('postgres://etl:hunter2@db:5432/app')?.text).toBe('hunter2')
  expect(secretIn('postgres://etl:${var.p}@db:5432/app')).toBeUndefined()
  expect(secretIn('https://db.example.com:5432/app@latest')).toBeUndefined()
  expect(secretIn('Server=db;User Id=etl;Password=hunter2;')?.text).toBe('hunter2')
})

test('scripts set and pass secrets', () => {
  expect(secretInScript('export PGPASSWORD=hunter2\npsql -h db')).toMatchObject({ text: 'hunter2' })
  expect(secretInScript('mysql --password=hunter2 app')).toMatchObject({ text: 'hunter2' })
  expect(secretInScript('export PGPASSWORD=$(aws ssm get-parameter --name dsn)')).toBeUndefined()
  expect(secretInScript('export DB_PASSWORD="$DB_PASSWORD"')).toBeUndefined()
  expect(secretInScript('echo "the password is in the vault"')).toBeUndefined()
})

test('settings in YAML hold secrets, and names of secrets', () => {
  expect(secretInSettings('auth:\n  username: app\n  password: hunter2\n')?.text).toBe('hunter2')
  expect(secretInSettings('apiKey: "q8Zk2L0vXr71"')?.text).toBe('q8Zk2L0vXr71')
  for (const line of [
    'secretKey: db-password',
    '# password: hunter2',
    'existingSecret: dsn-1',
    'password: ""',
  ])
    expect(secretInSettings(line)).toBeUndefined()
})

test('a text made to be slow is read in time that grows with its length', () => {
  for (const text of [
    `${'a'.repeat(100_000)}=`,
    '://a:'.repeat(20_000),
    'password '.repeat(20_000),
    'eyJ'.repeat(30_000),
  ]) {
    expect(secretInScript(text)).toBeUndefined()
    expect(secretInSettings(text)).toBeUndefined()
  }
})
