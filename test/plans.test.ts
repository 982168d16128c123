import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { load } from 'js-yaml'
import { afterAll, describe, expect, test } from 'vitest'
import { rules } from '../rules/index.ts'
import { policyFrom } from '../src/cli/local-policy.ts'
import type { JudgedFinding, Report } from '../src/core/report.ts'
import {
  emptyTree,
  type FileChange,
  type FileContent,
  type Snapshot,
  type Tree,
} from '../src/core/snapshot.ts'
import { review } from '../src/pipeline.ts'
import { openSqlReader } from '../src/sql/reader.ts'
import { openTerraformReader } from '../src/terraform/reader.ts'

// Real plans with the code they were made of (fixtures/plans/README.md), judged by the recommended rules: each must give the findings that
// its expected.yml names, on the lines it names, and be silent where it wants silence.

const root = resolve(import.meta.dirname, '../fixtures/plans')
const reader = openSqlReader()
const terraform = openTerraformReader()
afterAll(async () => {
  await Promise.all([reader.close(), terraform.close()])
})

interface Line {
  readonly file: string
  readonly line: number
}

interface Expectation extends Partial<Line> {
  readonly rule: string
  readonly verdict: 'block' | 'warn' | 'none'
  readonly address: string
  readonly attribute?: string
  readonly also?: readonly Line[]
  readonly alt?: readonly string[]
}

interface Expected {
  readonly risk: string
  readonly clean: boolean
  readonly expect?: readonly Expectation[]
}

const names = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

describe.each(names)('%s', async (name) => {
  const expected = load(readFileSync(join(root, name, 'expected.yml'), 'utf8')) as Expected
  const report = await reviewed(name, 'plan.json')

  test('the plan is read in full and matched to its code', () => {
    const plan = report.coverage.files.find(({ path }) => path === 'plan.json')
    expect(plan).toMatchObject({ status: 'evaluated' })
  })

  test.each((expected.expect ?? []).map((one) => [titleOf(one), one] as const))('%s', (_, one) => {
    if (one.verdict === 'none') expect(told(report, one).map(summary)).toEqual([])
    else expect(told(report, one).map(whereAndHow)).toContainEqual(expect.toSatisfy(fits(one)))
  })

  test(`the risk is ${expected.risk}`, () => {
    expect([report.decision.risk.level, ...report.decision.risk.reasons]).toContain(expected.risk)
    expect(report.decision.risk.level).toBe(expected.risk)
  })

  if (expected.clean) {
    test('nothing else is told', () => {
      expect(told(report).map(summary)).toEqual([])
    })
  }
})

const titleOf = ({ verdict, rule, address, attribute }: Expectation) =>
  `${verdict}: ${rule} ${address}${attribute === undefined ? '' : ` ${attribute}`}`

/** Findings that a reader is stopped by, of one rule and resource where one is asked for. */
function told({ findings }: Report, one?: Expectation): JudgedFinding[] {
  return findings.filter(
    ({ status, enforcement, ruleId, subject }) =>
      status === 'introduced' &&
      (enforcement === 'block' || enforcement === 'warn') &&
      (!one ||
        ([one.rule, ...(one.alt ?? [])].includes(ruleId) &&
          (one.address === '*' || subject.name === one.address))),
  )
}

const summary = ({ ruleId, subject, path, lines, enforcement, message }: JudgedFinding) =>
  `${enforcement} ${ruleId} ${subject.name} ${path}:${lines.startLine} ${message}`

function whereAndHow({ side, path, lines, enforcement, message }: JudgedFinding) {
  return { verdict: enforcement, file: `${side ?? 'head'}/${path}`, line: lines.startLine, message }
}

const fits =
  ({ verdict, file, line, also = [] }: Expectation) =>
  (found: ReturnType<typeof whereAndHow>) =>
    found.verdict === verdict &&
    (file === undefined ||
      [{ file, line }, ...also].some((place) => place.file === found.file && place.line === found.line))

async function reviewed(name: string, plan: string): Promise<Report> {
  return review({
    snapshot: snapshotOf(name),
    policy: await policyFrom(emptyTree),
    statistics: {},
    rules,
    reader,
    terraform,
    plans: [{ name: plan, text: readFileSync(join(root, name, plan), 'utf8') }],
    scope: 'pull-request',
    now: () => 0,
  })
}

function snapshotOf(name: string): Snapshot {
  const [base, head] = [treeIn(join(root, name, 'base')), treeIn(join(root, name, 'head'))]
  const text = (tree: Tree, path: string) => JSON.stringify(tree.files.get(path))
  const changed = [...new Set([...base.paths, ...head.paths])]
    .sort()
    .filter((path) => text(base, path) !== text(head, path))
    .map((path): FileChange => {
      const [was, is] = [base.files.has(path), head.files.has(path)]
      return { path, status: !was ? 'added' : is ? 'modified' : 'deleted' }
    })
  return { base, head, changed, clock: { today: '2026-11-28' } }
}

function treeIn(folder: string): Tree {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .sort()
  const files = new Map(
    paths.map((path): [string, FileContent] => [
      path,
      { kind: 'text', text: readFileSync(join(folder, path), 'utf8') },
    ]),
  )
  return { commit: null, files, paths }
}
