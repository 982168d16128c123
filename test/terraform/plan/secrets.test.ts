import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isMasked, pathText, valueAt } from '../../../src/core/terraform/value.ts'
import { Needles } from '../../../src/terraform/plan/needles.ts'
import { dumped, planFile, planOf } from './scenarios.ts'

const resource = (address: string, change: object) => ({
  address,
  mode: 'managed',
  change: { actions: ['update'], ...change },
})
const planWith = (more: object) => planOf(JSON.stringify({ format_version: '1.2', ...more }))
const sensitiveVariable = (value: unknown) => ({
  variables: { db_password: { value } },
  configuration: { root_module: { variables: { db_password: { sensitive: true } } } },
})

describe('secrets that stand in clear', () => {
  it('are told with their place and origin, and the marked places are not', () => {
    expect(planOf(planFile('db-password-in-clear', 'plan.json')).exposed).toEqual([
      {
        address: 'aws_lambda_function.loader',
        path: ['environment', 0, 'variables', 'DB_PASSWORD'],
        because: 'it is called DB_PASSWORD',
        when: 'after',
      },
      {
        address: 'aws_ssm_parameter.db_password',
        path: ['insecure_value'],
        because: 'it is the value of var.db_password, which is sensitive',
        when: 'after',
      },
      {
        address: 'output.loader_dsn',
        path: [],
        because: 'it holds the value of var.db_password, which is sensitive',
        when: 'after',
      },
    ])
  })

  it('are told apart by whether this plan writes them or the state has them already', () => {
    const { exposed } = planOf(planFile('remote-state-secret-in-clear', 'plan.json'))
    expect(exposed.map(({ address, path, when }) => [address, pathText(path), when])).toEqual([
      ['aws_lambda_function.refresh', 'environment[0].variables.SNOWFLAKE_PASSWORD', 'after'],
      ['terraform_data.bootstrap', 'output', 'state'],
      ['data.terraform_remote_state.platform', 'outputs.snowflake_password', 'state'],
    ])
  })

  it('are not told of a resource that goes, nor of an ordinary word', () => {
    const gone = {
      ...resource('a_b.c', { before: { note: 'tr0ub4dor&3xyz' } }),
      change: { actions: ['delete'], before: { note: 'tr0ub4dor&3xyz' } },
    }
    expect(planWith({ ...sensitiveVariable('tr0ub4dor&3xyz'), resource_changes: [gone] }).exposed).toEqual([])
    const region = {
      variables: { place: { value: 'eu-west-1a' } },
      configuration: { root_module: { variables: { place: { sensitive: true } } } },
    }
    const host = {
      variables: { place: { value: 'db.example.internal' } },
      configuration: region.configuration,
    }
    const note = resource('a_b.c', { after: { note: 'db.example.internal' } })
    expect(planWith({ ...host, resource_changes: [note] }).exposed).toEqual([])
  })

  it.each([
    ['DB_PASSWORD', 'hunter2hunter2', true],
    ['clientSecret', 'abcdef123456', true],
    ['token', 'a1b2c3d4e5f6', true],
    ['token', 'refresh', false],
    ['password', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db', false],
    ['db_password', '${DB_PASSWORD}', false],
    ['password_policy', 'at-least-12-characters', false],
    ['secret_id', 'prod/orders/db', false],
    ['private_key_path', 'keys/orders.pem', false],
    ['manage_master_user_password', 'true', false],
    ['user_data', 'export KEY=AKIAQ3EGSVCH7LM2NOPQ', true],
    ['user_data', `${' '.repeat(300_000)} AKIAQ3EGSVCH7LM2NOPQ`, true],
    ['note', 'AKIA is the beginning of a key', false],
    ['dsn', 'postgresql://loader:s3cret-s3cret@db.example.com/orders', true],
    ['dsn', 'postgresql://loader@db.example.com/orders', false],
    ['dsn', 'postgresql://loader:${PASSWORD}@db.example.com/orders', false],
    ['connection', 'Server=db;User=sa;Password=s3cretS3cret;', true],
    ['content', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow', true],
    ['content', '-----BEGIN PUBLIC KEY-----\nMIIEow', false],
    ['script', 'export DB_SECRET=prod/orders-2024', false],
    ['script', 'export DB_PASSWORD=$(aws ssm get-parameter --name /prod/db)', false],
    ['script', 'mysql -u root -p"$DB_PASSWORD" -h db', false],
    ['script', 'docker run --user 1000:1000 app --password-file /run/pw', false],
    ['script', 'tool --password "${DB_PASSWORD}" --token $TOKEN', false],
    [
      'policy',
      '{"Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:1:secret:db-AbCdEf1"}',
      false,
    ],
    ['values', 'auth:\n  existingSecret: orders-db\n  passwordKey: dbPassword1\n', false],
    ['statement', 'SELECT token, password FROM app_users WHERE auth IS NOT NULL', false],
    ['body', '{"authorization":"NONE","x":"Basic authentication and Bearer tokens"}', false],
    ['definitions', '[{"name":"app","environment":[{"name":"DB_PASSWORD","value":"hunter2hunter2"}]}]', true],
  ])('%s = %.60s', (name, value, isSecret) => {
    const { resources, exposed } = planWith({
      resource_changes: [resource('a_b.c', { after: { [name]: value } })],
    })
    expect(isMasked(valueAt(resources[0]?.after, [name]))).toBe(isSecret)
    expect(exposed.map(({ path }) => path)).toEqual(isSecret ? [[name]] : [])
  })

  it('are known by the name in a pair of name and value', () => {
    const after = {
      environment: [
        { name: 'DB_PASSWORD', value: 'hunter2hunter2' },
        { name: 'STAGE', value: 'prod' },
      ],
    }
    const { exposed } = planWith({ resource_changes: [resource('a_b.c', { after })] })
    expect(exposed).toMatchObject([
      { path: ['environment', 0, 'value'], because: 'it is called DB_PASSWORD' },
    ])
  })
})

describe('what is marked on one side of a change', () => {
  const clear = { a: [{ port: 54_321 }, { port: 54_322 }], note: 'correct horse', pin: 1234 }
  const marks = { a: [{ port: true }], note: true, pin: true }
  const sides = [
    { before: clear, after: clear, before_sensitive: marks, after_sensitive: { a: [{}, { port: true }] } },
    { before: clear, after: clear, before_sensitive: false, after_sensitive: marks },
    { before: { ...clear, pin: 9876 }, after: clear, after_sensitive: { ...marks, a: true } },
  ]

  it.each(sides)('is hidden on both', (change) => {
    for (const key of ['resource_changes', 'resource_drift']) {
      const left = dumped(planWith({ terraform_version: '1.9.0', [key]: [resource('x_y.z', change)] }))
      for (const secret of ['54321', 'correct horse', '1234', '9876']) expect(left).not.toContain(secret)
    }
  })

  it('is told where the mark is taken away, and only of what is a secret', () => {
    const was = { key: 'tr0ub4dor-3xyz', password: 'horse', place: 'stable', kept: 'tr0ub4dor-4xyz' }
    const marked = { key: true, password: true, place: true, kept: true }
    const change = { before: was, after: was, before_sensitive: marked, after_sensitive: { kept: true } }
    const output_changes = {
      dsn: { actions: ['update'], before: 'x', after: 'tr0ub4dor-5xyz', before_sensitive: true },
    }
    const plan = planWith({ output_changes, resource_changes: [resource('x_y.z', change)] })
    const because = 'it was sensitive before, and is not marked as such any more'
    expect(plan.exposed).toEqual([
      { address: 'x_y.z', path: ['key'], because, when: 'after' },
      { address: 'x_y.z', path: ['password'], because, when: 'after' },
      { address: 'output.dsn', path: [], because, when: 'after' },
    ])
    expect(dumped(plan)).not.toMatch(/tr0ub4dor|horse|stable/)
  })

  it('is hidden in outputs, and wherever else it stands', () => {
    const output_changes = {
      words: {
        actions: ['update'],
        before: 'correct horse',
        after: 'battery staple',
        before_sensitive: true,
      },
    }
    const elsewhere = resource('x_y.z', { after: { note: 'say battery staple' } })
    const left = dumped(planWith({ output_changes, resource_changes: [elsewhere] }))
    expect(left).not.toMatch(/horse|staple/)
  })
})

describe('a secret that is a word of the code', () => {
  const words = ['postgres', 'db2admin', 'service-user']
  const named = (word: string) =>
    planWith({
      ...sensitiveVariable(word),
      resource_changes: [
        resource(`module.${word}["${word}"].aws_db_instance.${word}_main["a ${word}"]`, {
          after: { username: word, tags: { [`${word}x`]: 'y' }, note: `as ${word}` },
          replace_paths: [['username']],
        }),
        resource(`${word}_thing.${word}`, {}),
      ],
      output_changes: { [word]: { actions: ['create'], after: 'x' } },
      configuration: {
        root_module: {
          variables: { db_password: { sensitive: true } },
          resources: [
            {
              address: `aws_db_instance.${word}`,
              mode: 'managed',
              type: 'aws_db_instance',
              name: word,
              expressions: { [word]: { constant_value: 1 } },
            },
          ],
        },
      },
    })

  it.each(words)('stays in addresses, types, names and declarations: %s', (word) => {
    const { resources, outputs, configuration } = named(word)
    expect(resources[0]?.name).toBe(`${word}_main`)
    expect(resources[0]?.module).toContain(`module.${word}[`)
    expect(resources[1]).toMatchObject({
      address: `${word}_thing.${word}`,
      type: `${word}_thing`,
      name: word,
    })
    expect(outputs[0]?.name).toBe(word)
    const declaration = configuration.find(({ declared }) => declared === `aws_db_instance.${word}`)
    expect(declaration?.arguments).toEqual([word])
  })

  it('stays in keys where it is an ordinary word, and is hidden in values', () => {
    for (const word of ['postgres', 'service-user']) {
      const [planned] = named(word).resources
      expect(planned?.address).toBe(`module.${word}["${word}"].aws_db_instance.${word}_main["a ${word}"]`)
      expect(planned?.key).toBe(`a ${word}`)
      expect(isMasked(valueAt(planned?.after, ['username']))).toBe(true)
      expect(isMasked(valueAt(planned?.after, ['note']))).toBe(true)
      expect(valueAt(planned?.after, ['tags', `${word}x`])).toBe('y')
    }
  })
})

/** Ways for a secret to stand somewhere unmarked. */
const disguises: readonly ((secret: string) => unknown)[] = [
  (secret) => secret,
  (secret) => `before ${secret} after`,
  (secret) => Buffer.from(secret).toString('base64'),
  (secret) => Buffer.from(`user:${secret}`).toString('base64'),
  (secret) => Buffer.from(`#!/bin/sh\nexport X=${secret}\n`).toString('base64url'),
  (secret) => `https://example.com/?q=${encodeURIComponent(secret)}&x=1`,
  (secret) => JSON.stringify({ deep: [{ note: secret }] }),
  (secret) => JSON.stringify(JSON.stringify({ note: secret })),
  (secret) => ({ [secret]: 1 }),
  (secret) => ({ [`tag ${secret}`]: [secret] }),
]

const marks: readonly ((secret: string) => object)[] = [
  (secret) => sensitiveVariable(secret),
  (secret) => ({ output_changes: { dsn: { actions: ['create'], after: secret, after_sensitive: true } } }),
  (secret) => ({
    resource_drift: [
      resource('x_y.z', { before: { a: [{ b: secret }] }, before_sensitive: { a: [{ b: true }] } }),
    ],
  }),
  (secret) => ({
    prior_state: {
      values: {
        root_module: {
          child_modules: [
            { resources: [{ address: 'x_y.z', values: { k: secret }, sensitive_values: { k: true } }] },
          ],
        },
      },
    },
  }),
  (secret) => ({
    planned_values: {
      root_module: {
        resources: [{ address: 'x_y.z', values: { k: { l: secret } }, sensitive_values: { k: true } }],
      },
    },
  }),
  (secret) => ({
    configuration: {
      root_module: {
        module_calls: {
          m: {
            expressions: { token: { constant_value: secret } },
            module: { variables: { token: { sensitive: true } } },
          },
        },
      },
    },
  }),
]

/** No part of one is an ordinary word, so that it can be looked for. */
const canary = fc
  .tuple(
    fc.constantFrom('zq7', 'x9~K', 'Q0"w', 'é8#', 'k\\2', 'n\n5'),
    fc.stringMatching(/^[A-Za-z0-9%+/&<> ]{6,20}$/),
  )
  .map(([start, rest]) => `${start}Canary${rest}Z`)

function nested(value: unknown, keys: readonly string[]): unknown {
  return keys.reduceRight<unknown>(
    (inner, key, i) => (i % 2 === 0 ? { [key]: inner } : [{ [key]: inner }]),
    value,
  )
}

it('no marked secret survives anywhere, in whatever disguise', () => {
  fc.assert(
    fc.property(
      canary,
      fc.constantFrom(...marks),
      fc.array(fc.constantFrom(...disguises), { minLength: 1, maxLength: 4 }),
      fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 }),
      (secret, mark, hidden, keys) => {
        const values = hidden.map((disguise) => disguise(secret))
        const plan = planOf(
          JSON.stringify({
            format_version: '1.2',
            checks: [
              {
                address: { to_display: 'check.a' },
                instances: [{ problems: [{ message: `Got ${secret}` }] }],
              },
            ],
            resource_changes: values.flatMap((value, i) => [
              resource(`a_b.r${i}`, { before: nested(value, keys), after: nested(value, keys) }),
              resource(`a_b.c[${JSON.stringify(secret)}]`, { actions: ['no-op'] }),
            ]),
            ...mark(secret),
          }),
        )
        const left = dumped(plan)
        for (const disguise of disguises.slice(0, 8)) {
          const spelled = String(disguise(secret))
          expect(left).not.toContain(JSON.stringify(spelled).slice(1, -1))
        }
        expect(left).not.toContain('Canary')
        expect(left).not.toContain(Buffer.from(secret).toString('base64').slice(4, 12))
      },
    ),
    { numRuns: 400 },
  )
})

it('needles are found exactly where they stand', () => {
  const text = fc.stringMatching(/^[ab]{6,12}$/)
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 8 }),
      fc.stringMatching(/^[abc]{0,60}$/),
      (all, hay) => {
        const needles = new Needles<string>()
        for (const needle of all) needles.add(needle, needle)
        const places = all.map((needle) => hay.indexOf(needle)).filter((at) => at >= 0)
        const found = needles.find(hay)
        expect(found?.start).toBe(places.length === 0 ? undefined : Math.min(...places))
        if (found) expect(hay.slice(found.start, found.end)).toBe(found.meaning)
      },
    ),
  )
})
