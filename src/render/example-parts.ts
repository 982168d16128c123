import type { Example, ExampleCase, Rule } from '../core/rule.ts'
import { examplePlanText } from './example-plan.ts'

/** One text of an example, as it is shown. */
export interface ExamplePart {
  /** Left out for the only file of a simple example. */
  readonly title?: string
  readonly path: string
  readonly text: string
}

/** What an example shows, in reading order: what only this example has merged already, then its files, then its plan. */
export function exampleParts(example: Example, rule: Pick<Rule, 'languages'>): ExamplePart[] {
  if (typeof example === 'string') {
    return [{ path: isOnCode(rule) ? 'main.tf' : 'migration.sql', text: tidy(example) }]
  }
  const files = Object.entries(example.files).map(([path, text]) => ({
    title: text === null ? `${path} (deleted)` : path,
    path,
    text: text === null ? '' : tidy(text),
  }))
  const plan = example.plan && { title: 'the plan', path: '', text: examplePlanText(example.plan) }
  return [...mergedParts(example.before, rule), ...files, ...(plan ? [plan] : [])]
}

/** Whether the rule reads Terraform and not migrations. */
export function isOnCode({ languages }: Pick<Rule, 'languages'>): boolean {
  return languages.includes('terraform')
}

/** What makes a case special, as a phrase; undefined for an ordinary one. */
export function exampleNote(example: Example): string | undefined {
  if (typeof example === 'string') return undefined
  const { note, version, options, statistics, rehearsed } = example
  const parts = [
    note?.replace(/[.:]$/, ''),
    rehearsed && 'with a rehearsal',
    version === undefined ? undefined : `Postgres ${version}`,
    options &&
      Object.entries(options)
        .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
        .join(', '),
    statistics &&
      Object.entries(statistics)
        .map(([table, { rows }]) => `${table} has ${rows.toLocaleString('en')} rows`)
        .join(', '),
  ]
  return parts.filter((part) => part !== undefined).join('; ') || undefined
}

/** What is already merged where an example begins. */
export function mergedParts(history: ExampleCase['before'], rule: Pick<Rule, 'languages'>): ExamplePart[] {
  if (history === undefined || history === '') return []
  if (typeof history === 'string')
    return [{ title: 'already merged', path: isOnCode(rule) ? 'main.tf' : 'before.sql', text: tidy(history) }]
  return Object.entries(history).map(([path, text]) => ({
    title: `${path} (already merged)`,
    path,
    text: tidy(text),
  }))
}

/** Without the blank lines and the indentation that only the rule's source needs. */
function tidy(text: string): string {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n')
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length)
  const common = Math.min(...indents, Number.MAX_SAFE_INTEGER)
  return lines.map((line) => line.slice(Math.min(common, line.length))).join('\n')
}
