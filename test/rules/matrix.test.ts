import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { rules } from '../../rules/index.ts'
import type { JudgedFinding } from '../../src/core/report.ts'
import type { Example, Rule } from '../../src/core/rule.ts'
import { overlaps } from '../../src/core/text.ts'
import { closeReader, reviewExample } from './review-example.ts'

// Which rules fire together: for every example of every rule, the other rules that report on it. A rule that begins to fire on
// another rule's example shows here, and has to be written down on purpose: SLUICE_UPDATE_EXPECTED=1 npx vitest run test/rules/matrix.test.ts
// Examples of Terraform are bare resources, on which every rule speaks of what is left out: there only those count that report on the same
// attribute.

afterAll(closeReader)

const written = join(import.meta.dirname, 'matrix.txt')

test('rules fire together on each other’s examples only where it is written down', async () => {
  const blocks: string[] = []
  for (const rule of rules) {
    const lines = [
      ...(await companions(rule, 'bad', rule.examples.bad)),
      ...(await companions(rule, 'good', rule.examples.good)),
    ]
    if (lines.length > 0) blocks.push([rule.id, ...lines].join('\n'))
  }
  const matrix = `${blocks.join('\n\n')}\n`
  if (process.env.SLUICE_UPDATE_EXPECTED) writeFileSync(written, matrix)
  expect(matrix).toBe(readFileSync(written, 'utf8'))
}, 120_000)

async function companions(rule: Rule, kind: string, examples: readonly Example[]): Promise<string[]> {
  const lines: string[] = []
  for (const [i, example] of examples.entries()) {
    const { findings } = await reviewExample(rule, example)
    const introduced = findings.filter(({ status }) => status === 'introduced')
    const own = introduced.filter(({ ruleId }) => ruleId === rule.id)
    const others = introduced.filter(
      (finding) =>
        finding.ruleId !== rule.id && (!rule.languages.includes('terraform') || shareAttribute(finding, own)),
    )
    const ids = [...new Set(others.map(({ ruleId }) => ruleId))].sort()
    if (ids.length > 0) lines.push(`  ${kind} ${i + 1}: ${ids.join(', ')}`)
  }
  return lines
}

function shareAttribute({ path, range, lines }: JudgedFinding, own: readonly JudgedFinding[]): boolean {
  return lines.startColumn > 1 && own.some((one) => one.path === path && overlaps(one.range, range))
}
