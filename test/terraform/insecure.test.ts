import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type JsonReport, root, sluice } from '../cli/command.ts'
import { type Files, workingClone } from '../git/scratch.ts'

/** Ten problems of one configuration, each with the rule and the line that must name it. */
const problems = [
  ['an unencrypted bucket', 'terraform/s3-encryption', 'modules/lake/main.tf:1'],
  ['an open security group', 'terraform/security-group-store', 'main.tf:29'],
  ['a public database', 'terraform/rds-public-access', 'main.tf:43'],
  ['a policy of wildcards', 'terraform/iam-document-wildcard', 'main.tf:51'],
  ['logging that is switched off', 'terraform/s3-logging', 'modules/lake/main.tf:1'],
  ['no versioning', 'terraform/s3-versioning', 'modules/lake/main.tf:18'],
  ['a secret in clear', 'terraform/hardcoded-secret', 'main.tf:41'],
  ['no deletion protection', 'terraform/rds-deletion-protection', 'main.tf:44'],
  ['no backups', 'terraform/rds-backup-retention', 'main.tf:45'],
  ['a module that is not pinned', 'terraform/unpinned-module', 'main.tf:2'],
] as const

const [insecure, repaired] = [filesOf('insecure'), filesOf('repaired')]
const nothing = { 'README.md': 'What the platform runs on.\n' }

describe.each([
  { how: 'sluice lint', run: () => linted('insecure') },
  { how: 'sluice review', run: () => reviewed(nothing, insecure) },
])('an insecure configuration, by $how', ({ run }) => {
  test('each of ten problems is found, once, on its line', () => {
    const { code, err, out } = run()
    const { findings, verdict, coverage }: Report = JSON.parse(out)
    const found = problems.map(([problem, rule]) => [problem, rule, ...placesOf(rule, findings)])
    expect(found).toEqual(problems)
    expect({ code, err, verdict }).toEqual({ code: 1, err: '', verdict: 'block' })
    expect(coverage.files.map(({ path, status }) => [path, status])).toEqual(
      Object.keys(insecure)
        .sort()
        .map((path) => [path, 'evaluated']),
    )
    expect(out).not.toContain('Tr0ub4dor')
  })
})

describe('its repaired twin', () => {
  test('has no finding at all, by sluice lint', () => {
    const { code, out } = linted('repaired')
    const { findings, verdict }: Report = JSON.parse(out)
    expect({ code, verdict, findings }).toEqual({ code: 0, verdict: 'pass', findings: [] })
  })

  test('fixes all ten, by sluice review, and encrypting the database makes a new one', () => {
    const { code, out } = reviewed(insecure, repaired)
    const { findings }: Report = JSON.parse(out)
    expect(code).toBe(1)
    expect(findings.filter(({ status }) => status !== 'fixed').map(({ ruleId }) => ruleId)).toEqual([
      'terraform/store-replaced',
    ])
    const fixed = new Set(findings.map(({ ruleId }) => ruleId))
    expect(problems.filter(([, rule]) => !fixed.has(rule))).toEqual([])
  })
})

interface Report extends Omit<JsonReport, 'findings'> {
  readonly findings: readonly (JsonReport['findings'][number] & { readonly status: string })[]
}

function placesOf(rule: string, findings: Report['findings']): readonly string[] {
  return findings.filter(({ ruleId }) => ruleId === rule).map(({ path, startLine }) => `${path}:${startLine}`)
}

function linted(name: string) {
  return sluice(['lint', '.', '--format', 'json'], { cwd: folderOf(name) })
}

function reviewed(base: Files, change: Files) {
  return sluice(['review', '--format', 'json'], { cwd: workingClone(base, change) })
}

function folderOf(name: string): string {
  return join(root, 'fixtures/terraform', name)
}

function filesOf(name: string): Record<string, string> {
  const folder = folderOf(name)
  const paths = globSync('**/*.{tf,tfvars}', { cwd: folder })
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}
