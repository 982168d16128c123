import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { git, repositoryOf, scratchDirectory, workingClone } from '../git/scratch.ts'
import { folderWith, type JsonReport, sluice } from './command.ts'

const base = { 'migrations/001_orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY, status text);\n' }
const change = { 'migrations/002_index.sql': 'CREATE INDEX orders_status ON orders (status);\n' }

describe('review', () => {
  test('judges what the branch adds, from inside the repository, with the base found', () => {
    const cwd = workingClone(base, change)
    const { code, out, err } = sluice(['review', '--format', 'json'], { cwd })
    const report: JsonReport = JSON.parse(out)
    expect({ code, err, verdict: report.verdict }).toEqual({ code: 1, err: '', verdict: 'block' })
    expect(report.coverage.files.map(({ path }) => path)).toEqual(['migrations/002_index.sql'])
    expect(report.findings[0]).toMatchObject({
      ruleId: 'postgres/require-concurrent-index',
      path: 'migrations/002_index.sql',
      startLine: 1,
    })
  })

  test('--repo, --base and --head name any clone, also a folder inside it', () => {
    const clone = workingClone(base, change)
    for (const repo of [clone, join(clone, 'migrations')])
      expect(sluice(['review', '--repo', repo, '--base', 'main', '--head', 'topic']).code).toBe(1)
    expect(sluice(['review', '--repo', clone, '--base', 'topic', '--head', 'topic'])).toMatchObject({
      code: 0,
    })
  })

  test('a change without data files is nothing to review', () => {
    const cwd = workingClone(base, { 'README.md': 'Orders.\n' })
    const { code, out } = sluice(['review'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('nothing to review')
  })

  test('the policy of the base branch decides, not the one the change brings', () => {
    const off = { '.github/sluice.yml': 'rules: { postgres/*: off }\n' }
    expect(sluice(['review'], { cwd: workingClone(base, { ...change, ...off }) }).code).toBe(1)
    expect(sluice(['review'], { cwd: workingClone({ ...base, ...off }, change) }).code).toBe(0)
  })

  test('--policy, --stats, --output and --fail-on work as for lint', () => {
    const cwd = workingClone(base, change)
    const beside = folderWith({
      'off.yml': 'rules: { postgres/*: off }\n',
      'stats.json': '[{"schema":"public","table":"orders","rows":1,"bytes":8192}]',
    })
    expect(sluice(['review', '--policy', join(beside, 'off.yml')], { cwd }).code).toBe(0)
    expect(sluice(['review', '--stats', join(beside, 'stats.json')], { cwd }).code).toBe(0)
    expect(sluice(['review', '--fail-on', 'never'], { cwd }).code).toBe(0)
    const output = join(beside, 'report.sarif')
    expect(sluice(['review', '--format', 'sarif', '--output', output], { cwd })).toEqual({
      code: 1,
      out: '',
      err: '',
    })
    expect(JSON.parse(readFileSync(output, 'utf8')).version).toBe('2.1.0')
  })

  test('a file that cannot be read leaves the rest of the review standing', () => {
    const cwd = workingClone(base, { ...change, 'migrations/003_half.sql': 'ALTER TABLE orders ADD' })
    const { code, out } = sluice(['review', '--format', 'json'], { cwd })
    const { findings, coverage }: JsonReport = JSON.parse(out)
    expect(code).toBe(1)
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(
      expect.arrayContaining(['postgres/require-concurrent-index', 'sluice/not-evaluated']),
    )
    expect(coverage.files.map(({ path, status }) => [path, status])).toEqual([
      ['migrations/002_index.sql', 'evaluated'],
      ['migrations/003_half.sql', 'partly'],
    ])
  })

  test('of Terraform without a plan it says what it then cannot see, and only then', () => {
    const noPlan = 'no plan was given (--plan): what the apply replaces is judged from the code alone'
    const bucket = (name: string) => ({
      'main.tf': `resource "aws_s3_bucket" "raw" {\n  bucket = "${name}"\n}\n`,
    })
    const assumptionsOf = (cwd: string, ...args: readonly string[]): readonly string[] =>
      JSON.parse(sluice(['review', '--format', 'json', ...args], { cwd }).out).assumptions
    const cwd = workingClone({ ...base, ...bucket('raw') }, bucket('landing'))
    const plan = join(scratchDirectory(), 'plan.json')
    writeFileSync(plan, JSON.stringify({ format_version: '1.2', resource_changes: [] }))
    expect(assumptionsOf(cwd).filter((line) => line === noPlan)).toHaveLength(1)
    expect(assumptionsOf(cwd, '--plan', plan)).not.toContain(noPlan)
    expect(assumptionsOf(workingClone(base, change))).not.toContain(noPlan)
  })

  test('that a file cannot be read is the policy to judge', () => {
    const half = { 'migrations/002_half.sql': 'ALTER TABLE orders ADD' }
    const blocks = { '.github/sluice.yml': 'on: { not_evaluated: block }\n' }
    expect(sluice(['review'], { cwd: workingClone(base, half) }).code).toBe(0)
    expect(sluice(['review'], { cwd: workingClone({ ...base, ...blocks }, half) }).code).toBe(1)
  })
})

describe('what cannot be reviewed ends with 2, a sentence and a next step', () => {
  const refuse = (args: readonly string[], cwd?: string) => {
    const { code, out, err } = sluice(['review', ...args], cwd === undefined ? {} : { cwd })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.trimEnd().split('\n').length).toBeGreaterThanOrEqual(2)
    expect(err).not.toMatch(/^\s+at /m)
    return err
  }

  test('a folder outside every repository, and one that is not there', () => {
    expect(refuse(['--repo', scratchDirectory()])).toContain('is not inside a git repository')
    expect(refuse(['--repo', '/nowhere/at/all'])).toContain('There is no directory')
  })

  test('a repository without commits', () => {
    const cwd = scratchDirectory()
    git(cwd, ['init', '--quiet', '--initial-branch=main'])
    expect(refuse([], cwd)).toContain('has no commits yet')
  })

  test('a base or head that is not there, with what may have been meant', () => {
    const cwd = workingClone(base, change)
    expect(refuse(['--base', 'mian'], cwd)).toContain('main')
    expect(refuse(['--head', 'tpoic'], cwd)).toContain('topic')
    expect(refuse(['--base', '--upload-pack=touch x'], cwd)).not.toBe('')
  })

  test('a base that was not born yet', () => {
    const cwd = repositoryOf([{ branch: 'topic', files: change }])
    expect(refuse(['--head', 'topic'], cwd)).toContain('--base BRANCH')
    expect(refuse(['--base', 'main', '--head', 'topic'], cwd)).toContain('main')
  })

  test('a shallow clone that does not reach the merge base', () => {
    const full = repositoryOf([
      { branch: 'main', files: base },
      { branch: 'topic', from: 'main', files: change },
      { branch: 'main', from: 'main', files: { 'README.md': 'later\n' } },
    ])
    const shallow = join(scratchDirectory(), 'shallow')
    git(full, [
      'clone',
      '--quiet',
      '--depth=1',
      '--no-single-branch',
      '--branch=topic',
      `file://${full}`,
      shallow,
    ])
    expect(refuse(['--base', 'main'], shallow)).toMatch(/shallow|--unshallow|fetch-depth/)
  })

  test('a policy on the base branch that cannot be used', () => {
    const cwd = workingClone({ ...base, '.github/sluice.yml': 'foo: 1\n' }, change)
    expect(refuse([], cwd)).toContain('.github/sluice.yml:1:1: foo:')
  })

  test('names with control characters do not reach the terminal', () => {
    const cwd = workingClone(base, change)
    expect(refuse(['--base', 'ma\u001b[31min'], cwd)).not.toContain('\u001b')
    expect(refuse(['--repo', 'no\u001b]0;pwned\u0007where'], cwd)).not.toContain('\u001b')
  })
})
