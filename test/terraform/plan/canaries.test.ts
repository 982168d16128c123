import { afterAll, describe, expect, it } from 'vitest'
import { rendered } from '../../../src/cli/output.ts'
import type { Report } from '../../../src/core/report.ts'
import { openReviews } from '../reviewed.ts'

// Secrets that nobody marked, as people write them into scripts, settings, statements and addresses. None may stand in any report.

const reviews = openReviews()
afterAll(() => reviews.close())

/** Of each the canary, and a value that holds it. */
const written: Readonly<Record<string, (secret: string) => unknown>> = {
  bearer: (secret) => `Authorization: Bearer ${secret}`,
  bearerAlone: (secret) => ({ HEADER: `Bearer ${secret}` }),
  authInMap: (secret) => ({ AUTH: `Basic ${secret}` }),
  headerJson: (secret) => JSON.stringify({ headers: { Authorization: `Bearer ${secret}` } }),
  mysql: (secret) => `mysql -u root -p${secret} -h db`,
  mysqlQuoted: (secret) => `mysqldump --single-transaction -u root -p'${secret}' shop`,
  curl: (secret) => `curl -u app:${secret} https://example.com`,
  curlLong: (secret) => `curl --user "app:${secret}" https://example.com`,
  option: (secret) => `tool --password ${secret} --verbose`,
  optionQuoted: (secret) => `tool --db-password "${secret}"`,
  optionEquals: (secret) => `tool --token=${secret}`,
  optionList: (secret) => ['tool', '--password', secret, '--verbose'],
  optionJson: (secret) => JSON.stringify({ command: ['tool', '--password', secret] }),
  login: (secret) => `docker login -u app -p ${secret} registry.example.com`,
  stdin: (secret) => `echo ${secret} | docker login --password-stdin`,
  redis: (secret) => `redis-cli -h cache -a ${secret} ping`,
  export: (secret) => `export AWS_SECRET_ACCESS_KEY=${secret}`,
  exportBase64: (secret) => Buffer.from(`#!/bin/sh\nexport DB_PASSWORD=${secret}\n`).toString('base64'),
  hcl: (secret) => `listener = 1\npassword = "${secret}"\n`,
  pw: (secret) => ({ pw: secret }),
  pgpass: (secret) => ({ PGPASS: secret }),
  pass: (secret) => ({ DB_PASS: secret }),
  pgpassFile: (secret) => `db.example.com:5432:shop:app:${secret}`,
  netrc: (secret) => `machine example.com login app password ${secret}`,
  envFile: (secret) => `STAGE=prod\nDB_PASSWORD=${secret}\n`,
  yamlKey: (secret) => [`db:\n  secretKey: ${secret}\n`],
  yamlPassword: (secret) => [`db:\n  user: app\n  password: "${secret}"\n`],
  yamlBlock: (secret) => [`password: |\n  ${secret}\n`],
  yamlPair: (secret) => `env:\n  - name: DB_PASSWORD\n    value: ${secret}\n`,
  helmSet: (secret) => [{ name: 'auth.postgresqlPassword', value: secret }],
  keyAndValue: (secret) => ({ key: 'db_password', value: secret }),
  sas: (secret) => `https://store.blob.core.windows.net/c?sv=2022-11-02&sig=${secret}%3D`,
  slack: (secret) => `https://hooks.slack.com/services/T00000000/B00000000/${secret}`,
  jaas: (secret) => `PlainLoginModule required username="app" password="${secret}";`,
  xml: (secret) => `<server><password>${secret}</password></server>`,
  xmlPair: (secret) => `<add key="DbPassword" value="${secret}" />`,
  postgres: (secret) => `CREATE USER loader WITH PASSWORD '${secret}'`,
  snowflake: (secret) => `CREATE USER loader PASSWORD = '${secret}'`,
  mysqlUser: (secret) => `ALTER USER loader IDENTIFIED BY '${secret}'`,
  mysqlPlugin: (secret) => `ALTER USER loader IDENTIFIED WITH caching_sha2_password BY '${secret}'`,
  address: (secret) => `redis://:${secret}@cache:6379`,
  settings: (secret) => `Server=x;User Id=a;Password=${secret};`,
  json: (secret) => JSON.stringify({ db: { password: secret } }),
  jsonInJson: (secret) => JSON.stringify({ body: JSON.stringify({ password: secret }) }),
  powershell: (secret) => `ConvertTo-SecureString "${secret}" -AsPlainText`,
}

const places = ['before', 'after', 'created', 'output', 'drift', 'variable', 'declared', 'check'] as const

/** Letters and digits, as no word of the code is; another one of every way to write it and every place. */
function canary(way: string, place: string): string {
  const number = Object.keys(written).indexOf(way) * places.length + places.indexOf(place as 'before')
  return `zQ7cAnArY${String(number).padStart(4, '0')}x`
}

const change = (address: string, actions: readonly string[], sides: object) => {
  const [type = '', name = ''] = address.split('.')
  return { address, mode: 'managed', type, name, change: { actions, ...sides } }
}

const ways = Object.entries(written)
const code = ways
  .map(([way]) => `resource "null_resource" "${way}" {}\nresource "null_resource" "new_${way}" {}\n`)
  .join('')
const each = <T>(take: (way: string, at: (place: (typeof places)[number]) => unknown) => T) =>
  ways.map(([way, write]) => take(way, (place) => write(canary(way, place))))
const plan = {
  format_version: '1.2',
  terraform_version: '1.9.0',
  variables: Object.fromEntries(each((way, at) => [way, { value: at('variable') }])),
  resource_changes: each((way, at) => [
    change(`null_resource.${way}`, ['delete', 'create'], {
      before: { triggers: at('before') },
      after: { triggers: at('after') },
      replace_paths: [['triggers']],
    }),
    change(`null_resource.new_${way}`, ['create'], { before: null, after: { triggers: at('created') } }),
  ]).flat(),
  resource_drift: each((way, at) =>
    change(`null_resource.${way}`, ['update'], {
      before: { triggers: 'x' },
      after: { triggers: at('drift') },
    }),
  ),
  output_changes: Object.fromEntries(
    each((way, at) => [way, { actions: ['create'], before: null, after: at('output') }]),
  ),
  checks: each((way, at) => ({
    address: { to_display: `check.${way}` },
    status: 'fail',
    instances: [{ problems: [{ message: [at('check')].flat().join(' ') }] }],
  })),
  configuration: {
    root_module: {
      outputs: Object.fromEntries(each((way) => [way, {}])),
      resources: each((way, at) => [
        {
          address: `null_resource.${way}`,
          mode: 'managed',
          type: 'null_resource',
          name: way,
          expressions: { triggers: { constant_value: at('declared') } },
        },
        { address: `null_resource.new_${way}`, mode: 'managed', type: 'null_resource', name: `new_${way}` },
      ]).flat(),
    },
  },
}

describe('secrets by what is written around them', async () => {
  const report: Report = await reviews.of({
    base: { 'main.tf': code },
    head: { 'main.tf': `${code}# more\n` },
    plans: [{ name: 'plan.json', text: JSON.stringify(plan) }],
  })

  it('are in a plan that is read and told of', () => {
    expect(JSON.stringify(report.plans)).toContain('null_resource.new_sas')
  })

  it.each(['terminal', 'json', 'sarif', 'markdown', 'html', 'github'] as const)(
    'stand nowhere in the report as %s',
    async (format) => {
      const text = await rendered(report, { format, root: '/work' })
      const left = ways.flatMap(([way]) =>
        places
          .filter((place) => {
            const secret = canary(way, place)
            const encoded = Buffer.from(`#!/bin/sh\nexport DB_PASSWORD=${secret}\n`).toString('base64')
            return text.includes(secret) || text.includes(encoded)
          })
          .map((place) => `${way} ${place}`),
      )
      expect(left).toEqual([])
    },
  )
})
