import { readdirSync, readFileSync } from 'node:fs'
import { Ajv, type AnySchema } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderGithub } from '../../src/render/github.ts'
import { renderHtml } from '../../src/render/html.ts'
import { renderJson } from '../../src/render/json.ts'
import { renderSarif } from '../../src/render/sarif.ts'
import { reportSchemaJson } from '../../src/render/schema.ts'
import { hostileReport } from './hostile.ts'
import { dismissed, noTimeout, nothing, report, rewrite, waived } from './report.ts'

describe('json', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(reportSchemaJson()))
  const valid = (text: string) => (validate(JSON.parse(text)) ? [] : validate.errors)

  test('has the published shape', () => {
    expect(valid(renderJson(report))).toEqual([])
    expect(valid(renderJson(nothing))).toEqual([])
  })

  test('has the published shape whatever the text', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        expect(valid(renderJson(hostile))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  test('holds what a reader of findings needs', () => {
    const json = JSON.parse(renderJson(report))
    expect(Object.keys(json).slice(0, 4)).toEqual(['schemaVersion', 'verdict', 'reasons', 'risk'])
    expect(json).toMatchObject({ schemaVersion: 1, verdict: 'block', impact: [], rehearsal: null })
    expect(json.findings[0]).toMatchObject({
      ruleId: 'migration/used-downstream',
      startLine: 9,
      startColumn: 1,
      endColumn: 41,
    })
    expect(json.findings[0].evidence[0]).toEqual({
      kind: 'lineage',
      text: 'certain',
      strength: 'proved',
      path: 'models/staging/stg_customers.sql',
      line: 7,
    })
    expect(json.findings[4].suppressedBy).toEqual({
      path: 'migrations/V042__totals.sql',
      line: 4,
      reason: 'the table is empty until launch',
      until: '2026-12-31',
    })
  })

  test('says who gave leave, and what is not known of approvals', () => {
    const approvals = { ...report.decision.approvals, unknown: 'The team is hidden.' }
    const decision = { ...report.decision, approvals }
    const text = renderJson({ ...report, decision, findings: [waived, dismissed] })
    expect(valid(text)).toEqual([])
    const json = JSON.parse(text)
    expect(json.approvals.unknown).toBe('The team is hidden.')
    expect(json.findings[0].waivedBy).toEqual(waived.waivedBy)
    expect(json.findings[1].dismissedBy).toEqual(dismissed.dismissedBy)
  })

  test('no renderer loads the schema library', () => {
    const room = new URL('../../src/render/', import.meta.url)
    const others = readdirSync(room).filter((file) => !file.startsWith('schema'))
    const loading = others.filter((file) =>
      /^import (?!type ).*(?:typebox|schema[\w-]*\.ts)/m.test(readFileSync(new URL(file, room), 'utf8')),
    )
    expect(loading).toEqual([])
  })

  test('ends with a line feed, and without timings is the same in every run', () => {
    const text = renderJson(report, { timings: false })
    expect(text.endsWith('}\n')).toBe(true)
    expect(renderJson({ ...report, timings: { collect: 1 } }, { timings: false })).toBe(text)
  })
})

describe('sarif', () => {
  const validate = sarifValidator()
  const valid = (text: string) => (validate(JSON.parse(text)) ? [] : validate.errors)
  const run = (text: string) => JSON.parse(text).runs[0]

  test('is SARIF 2.1.0', () => {
    expect(valid(renderSarif(report))).toEqual([])
    expect(valid(renderSarif(nothing))).toEqual([])
    const all = { fixed: true, root: '/home/ada/shop', repositoryUri: 'https://github.example/acme/shop' }
    expect(valid(renderSarif(report, all))).toEqual([])
  })

  test('is SARIF 2.1.0 whatever the text', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        expect(valid(renderSarif(hostile, { fixed: true }))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  test('the schema refuses what is not SARIF', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false)
  })

  test('says place, level, baseline and suppression of a finding', () => {
    const { results, tool, columnKind } = run(renderSarif(report, { fixed: true }))
    expect(columnKind).toBe('utf16CodeUnits')
    expect(results.map(({ level }: { level: string }) => level)).toEqual([
      'error',
      'error',
      'warning',
      'warning',
      'warning',
      'warning',
    ])
    expect(results.map(({ baselineState }: { baselineState: string }) => baselineState)).toEqual([
      'new',
      'new',
      'new',
      'unchanged',
      'new',
      'absent',
    ])
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'migrations/V042__totals.sql', uriBaseId: 'SRCROOT' },
      region: { startLine: 9, startColumn: 1, endLine: 9, endColumn: 41 },
    })
    expect(results[4].suppressions[0]).toMatchObject({
      kind: 'inSource',
      justification: 'the table is empty until launch',
    })
    expect(results[2].fixes[0].artifactChanges[0].replacements).toEqual([
      {
        deletedRegion: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 },
        insertedContent: { text: "SET lock_timeout = '3s';\n" },
      },
    ])
    for (const result of results) expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId)
  })

  test('leave given by a person is an external suppression', () => {
    const { results } = run(renderSarif({ ...report, findings: [waived, dismissed] }))
    expect(results.map(({ suppressions }: { suppressions: unknown }) => suppressions)).toEqual([
      [external('announced for Sunday (waived by ada until 2026-12-31)')],
      [external('the table is never read at night (dismissed by bob)')],
    ])
  })
  const external = (justification: string) => ({ kind: 'external', status: 'accepted', justification })

  test('fixed findings are left out unless asked for, as GitHub would show them as open', () => {
    expect(run(renderSarif(report)).results).toHaveLength(5)
  })

  test('files that were not evaluated are notifications', () => {
    const [invocation] = run(renderSarif(report)).invocations
    expect(invocation.executionSuccessful).toBe(true)
    expect(
      invocation.toolExecutionNotifications.map(({ message }: { message: { text: string } }) => message.text),
    ).toEqual([
      'migrations/V043__audit.sql was not wholly evaluated: 4 of 5 statements analysed: dynamic SQL at line 12',
      'scripts/load.py was not evaluated: dynamic SQL at line 40',
    ])
  })

  test('what is only at base stands at the top of its file and says its line, for GitHub takes no result without a place', () => {
    const text = renderSarif({ ...report, findings: [{ ...rewrite, side: 'base' }] })
    expect(valid(text)).toEqual([])
    const [{ locations, message }] = run(text).results
    expect(locations).toEqual([topOf(rewrite.path)])
    expect(message.text).toBe(`${rewrite.message} (line 3 before this change)`)
  })

  test('what is of the whole pull request stands at the top of a file of it', () => {
    const whole = { ...report, findings: [{ ...rewrite, path: '' }] }
    expect(valid(renderSarif(whole))).toEqual([])
    const [{ locations, message }] = run(renderSarif(whole)).results
    expect(locations).toEqual([topOf('migrations/V042__totals.sql')])
    expect(message.text).toBe(`${rewrite.message} (this pull request as a whole)`)
    const [bare] = run(renderSarif({ ...whole, coverage: { files: [] } })).results
    expect(bare.locations).toEqual([topOf('.github/sluice.yml')])
  })
  const topOf = (uri: string) => ({
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: 'SRCROOT' },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    },
  })

  test('every result has a place, whatever the text', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const { results } = run(renderSarif(hostile, { fixed: true }))
        for (const { locations } of results) expect(locations).toHaveLength(1)
      }),
      { numRuns: 50 },
    )
  })

  test('paths are addresses, and text cannot hold links or placeholders', () => {
    const finding = { ...rewrite, path: 'a b/c:#é.sql', message: 'see [here](https://evil.example) {0}' }
    const [result] = run(renderSarif({ ...report, findings: [finding] })).results
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b/c%3A%23%C3%A9.sql')
    expect(result.message.text).toBe('see \\[here](https://evil.example) {{0}}')
  })
})

describe('workflow commands', () => {
  test('read as expected', async () => {
    await expect(renderGithub(report)).toMatchFileSnapshot('expected/github.txt')
  })

  test('escape what would end a property or a message', () => {
    const finding = {
      ...noTimeout,
      path: 'a,b:c%.sql',
      title: 'x::y',
      message: '50% of\n::error::all',
      fix: '##[error]',
    }
    expect(renderGithub({ ...report, findings: [finding] }).split('\n')[0]).toBe(
      '::warning file=a%2Cb%3Ac%25.sql,line=3,col=1,endColumn=61,title=x%3A%3Ay (postgres/require-lock-timeout)::50%25 of ::error::all%0A%0A# #[error]',
    )
  })

  test('say when GitHub shows fewer than there are', () => {
    const findings = Array.from({ length: 12 }, () => rewrite)
    expect(renderGithub({ ...report, findings })).toContain('GitHub shows 10 of 12 errors; the log holds all')
  })

  test('are never started by text of the pull request', () => {
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const lines = renderGithub(hostile).trimEnd().split('\n')
        const command = /^::(?:error|warning|notice) [^\r\n]*?(?:title=)[^\r\n:,]*::[^\r\n]*$/
        for (const line of lines.slice(0, -1)) expect(line).toMatch(command)
        expect(lines.at(-1)).toMatch(/^Sluice: block, risk high: /)
        expect(lines.join('\n')).not.toContain('##[')
      }),
    )
  })
})

describe('html', () => {
  test('has neither scripts nor anything to fetch', () => {
    const page = renderHtml(report)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import/i)
    expect(page.indexOf('What changes in your data')).toBeLessThan(page.indexOf('Must fix'))
  })

  test('says so when there is nothing to review', () => {
    expect(renderHtml(nothing)).toContain('<h1>Nothing to review</h1>')
  })

  test('advice of a rule is given once', () => {
    const fix = 'Add a column of the new type, fill it in parts, and swap the two in a later change of names.'
    const twice = [1, 2].map((number) => ({ ...rewrite, number, fix }))
    const page = renderHtml({ ...report, findings: twice })
    expect(page.split(fix)).toHaveLength(2)
    expect(page).toContain('<b>Do instead:</b> as for <b>1</b>.')
  })

  test('holds only its own tags', () => {
    const own =
      /^<\/?(?:html|head|meta|title|style|body|main|header|h1|h2|h3|p|b|ul|li|section|div|table|thead|tbody|tr|th|td|code|details|summary|article|span|pre|ins|del|br|footer)(?: (?:lang|charset|http-equiv|content|name|class)="[^"<>]*")*>$/
    fc.assert(
      fc.property(hostileReport, (hostile) => {
        const tags =
          renderHtml(hostile)
            .replace('<!doctype html>', '')
            .match(/<[^>]*>?/g) ?? []
        expect(tags.filter((tag) => !own.test(tag))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})

/** ajv reads draft-04 once `id` is called `$id`; this schema uses nothing else that later drafts changed. */
function sarifValidator() {
  const file = new URL('fixtures/sarif-schema-2.1.0-rtm.5.json', import.meta.url)
  const { id: _, $schema: __, ...schema } = JSON.parse(readFileSync(file, 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  ajv.addFormat('uri', (text: string) => URL.canParse(text))
  ajv.addFormat(
    'uri-reference',
    (text: string) => /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/.test(text) && !/%(?![0-9A-F]{2})/i.test(text),
  )
  ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)))
  return ajv.compile(schema as AnySchema)
}
