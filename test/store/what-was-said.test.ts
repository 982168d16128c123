import { afterAll, beforeAll, expect, test } from 'vitest'
import { openModel } from '../../src/anthropic/open-model.ts'
import { ask } from '../../src/pipeline/ask.ts'
import { type Preparing, prepare } from '../../src/pipeline/prepare.ts'
import { reviewSettingOf } from '../../src/review/setting.ts'
import { openSharing } from '../../src/review/share/open-sharing.ts'
import { openSqlReader } from '../../src/sql/reader.ts'
import { exportLines } from '../../src/store/audit.ts'
import { callLines } from '../../src/store/call-export.ts'
import { journalFor } from '../../src/store/journal.ts'
import { memoryOf } from '../../src/store/model-memory.ts'
import { saveOpinion } from '../../src/store/opinions.ts'
import { spentBy } from '../../src/store/spent.ts'
import { openTerraformReader } from '../../src/terraform/reader.ts'
import { configurationFor } from '../anthropic/asking.ts'
import { type ModelServer, startModelServer } from '../anthropic/server.ts'
import { preparing } from '../pipeline/prepare/prepared.ts'
import { asker } from './calls.ts'
import { onEveryDatabase } from './places.ts'

const planted = [
  'grace.hopper@navy.example',
  '4111111111111111',
  'ghp_k2J8sQ1xW9vB4nM7rT3yU6pL0aZ5cD8eF2gH',
  'Hopper-Murray',
]
const head = `-- ask ${planted[0]}
UPDATE app.customers SET email = '${planted[0]}', card = '${planted[1]}' WHERE surname = '${planted[3]}';
INSERT INTO app.tokens (token) VALUES ('${planted[2]}');
`

const readers = { reader: openSqlReader(), terraform: openTerraformReader() }
let server: ModelServer
let change: Preparing
beforeAll(async () => {
  // It repeats all that it was told, whatever it was asked for.
  server = await startModelServer({
    answer: ({ system, question }) => ({ text: JSON.stringify({ said: [...system, question] }) }),
  })
  change = await preparing({ change: { 'queries/clean.sql': head } }, readers)
}, 60_000)
afterAll(async () => {
  await Promise.all([server?.close(), readers.reader.close(), readers.terraform.close()])
})

onEveryDatabase((db) => {
  test('what did not leave is in no row, also when the model repeats all that it was told; tokens are those that the server charged', async () => {
    const prepared = prepare(change, openSharing({ share: 'schema', exclude: { paths: [], relations: [] } }))
    const about = asker()
    const memory = await memoryOf(db(), about)
    const opinion = await ask({
      ...{ prepared, memory, setting: reviewSettingOf(change.input.policy), modelUnavailable: 'warn' },
      ...{ model: openModel(configurationFor(server)), journal: journalFor(db(), { ...about, limits: {} }) },
      ...{ signal: new AbortController().signal, firstNumber: 1, now: () => 0 },
    })
    if (!opinion) throw new Error('nobody cut it short')
    await saveOpinion(db(), { ...about, request: 'head', opinion, remembered: [] })

    const calls: string[] = []
    for await (const line of callLines(db(), { format: 'json' })) calls.push(line)
    const rest: string[] = []
    for await (const line of callLines(db(), { format: 'csv' })) rest.push(line)
    for await (const line of exportLines(db())) rest.push(line)
    const opinions = await db().query('SELECT * FROM sluice.opinions')
    const all = [...calls, ...rest, JSON.stringify(opinions)].join('\n')

    expect(calls.length).toBeGreaterThan(0)
    for (const { request, answer } of calls.map((line) => JSON.parse(line))) {
      expect(request.question).toContain('app.customers')
      expect(request.question).toMatch(/EMAIL_1/)
      expect(answer).toMatch(/EMAIL_1/)
    }
    for (const original of planted) expect(head).toContain(original)
    for (const original of [...planted, server.key]) expect(all).not.toContain(original)

    const [row] = await spentBy(db(), { by: 'day' })
    const charged = server.ledger.slice(-calls.length)
    const sum = (of: (one: (typeof charged)[number]) => number) =>
      charged.reduce((total, one) => total + of(one), 0)
    expect(row).toMatchObject({
      calls: charged.length,
      inputTokens: sum(({ input }) => input),
      cacheReadTokens: sum(({ read }) => read),
      cacheWriteTokens: sum(({ written5m, written1h }) => written5m + written1h),
      outputTokens: sum(({ output }) => output),
    })
  })
})
