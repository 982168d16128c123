import type { Finding } from '../../src/core/finding.ts'
import type { Example, ExampleCase, Rule } from '../../src/core/rule.ts'
import { reviewExample } from './review-example.ts'

export type Files = Readonly<Record<string, string>>

/** Rules that blame what is written and not what it is set to: where the literal is gone, so is the fault. */
export const blamesLiterals: ReadonlySet<string> = new Set([
  'terraform/hardcoded-secret',
  'terraform/provider-credentials',
  'terraform/ssm-parameter-over-http',
  'terraform/unpinned-module',
  'terraform/user-data-secret',
])

export function isOnCode({ id, languages }: Rule): boolean {
  return id.startsWith('terraform/') && languages.includes('terraform')
}

/** Examples of one change without a plan and without what was there before. */
export function plain(rule: Rule, example: Example): (ExampleCase & { readonly files: Files }) | undefined {
  const { files, ...rest }: ExampleCase =
    typeof example === 'string' ? { files: { 'main.tf': example } } : example
  const texts = Object.entries(files).flatMap(([path, text]) =>
    text === null ? [] : [[path, text] as const],
  )
  if (rest.plan ?? rest.before ?? rule.examples.before) return undefined
  return { ...rest, files: Object.fromEntries(texts) }
}

export async function findingsOf(rule: Rule, example: ExampleCase): Promise<readonly Finding[]> {
  const { findings } = await reviewExample(rule, example)
  return findings.filter(({ ruleId }) => ruleId === rule.id)
}

export function shown({ status, message, path }: Finding): string {
  return `${status} in ${path}: ${message}`
}
