import { rules } from '../../rules/index.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { Example, ExampleCase, Rule } from '../../src/core/rule.ts'
import { reviewExample } from './review-example.ts'

export type Files = Readonly<Record<string, string>>

/** An example of one change, without a plan and without what was there before. */
export interface PlainExample extends ExampleCase {
  readonly files: Files
}

const literal = 'It blames the literal itself: where that is gone, so is the fault.'

/** Rules of which other things hold, and why. */
const apart: ReadonlyMap<string, string> = new Map([
  ['terraform/hardcoded-secret', literal],
  ['terraform/provider-credentials', literal],
  ['terraform/ssm-parameter-over-http', literal],
  ['terraform/unpinned-module', literal],
  ['terraform/user-data-secret', literal],
  ['terraform/secret-not-sensitive', 'It speaks of variables, and an unknown brings one along.'],
  ['terraform/variable-without-validation', 'It speaks of variables, and an unknown brings one along.'],
  ['terraform/required-tags', 'It speaks only where tags that it knows show that tagging is a habit.'],
])

/** Attributes that do not make the fault: what everybody may do, and what else may come to use a policy document. */
const besides: ReadonlyMap<string, readonly string[]> = new Map([
  ['terraform/s3-policy-public', ['actions']],
  ['terraform/iam-document-wildcard', ['content', 'policy', 'permissions_boundary']],
])

/** Rules on code that are tried with unknown values. */
export const triedRules: readonly Rule[] = rules.filter(
  (rule) =>
    rule.id.startsWith('terraform/') &&
    !apart.has(rule.id) &&
    plainExamples(rule, rule.examples.bad).length > 0,
)

export function plainExamples(rule: Rule, examples: readonly Example[]): readonly PlainExample[] {
  return examples.flatMap((example) => {
    const { files, ...rest }: ExampleCase =
      typeof example === 'string' ? { files: { 'main.tf': example } } : example
    if (rest.plan ?? rest.before ?? rule.examples.before) return []
    const texts = Object.entries(files).flatMap(([path, text]) =>
      text === null ? [] : [[path, text] as const],
    )
    return [{ ...rest, files: Object.fromEntries(texts) }]
  })
}

export function isBesides({ id }: Rule, attribute: string): boolean {
  return besides.get(id)?.includes(attribute) ?? false
}

export async function findingsOf(rule: Rule, example: ExampleCase): Promise<readonly Finding[]> {
  const { findings } = await reviewExample(rule, example)
  return findings.filter(({ ruleId }) => ruleId === rule.id)
}

export function shown({ status, message, path }: Finding): string {
  return `${status} in ${path}: ${message}`
}
