import { severities } from '../../core/finding.ts'
import { categories } from '../../core/opinion.ts'
import type { Candidate } from '../answer.ts'

// The schema's limits are wishes to a model; these are the ones that hold.
const mostNames = 60
const longest = {
  path: 1000,
  quote: 8000,
  subject: 300,
  title: 2000,
  consequence: 4000,
  fix: 4000,
}
const longestSuggestion = 16_000

/** Whether it has the shape of a candidate and is of a size that is worth looking at. */
export function isCandidate(value: unknown): value is Candidate {
  if (typeof value !== 'object' || value === null) return false
  const said = value as Record<string, unknown>
  return (
    isOneOf(said.category, categories) &&
    isOneOf(said.severity, severities) &&
    isOneOf(said.confidence, ['high', 'medium', 'low']) &&
    Number.isSafeInteger(said.line) &&
    Object.entries(longest).every(([key, most]) => isText(said[key], most)) &&
    areNames(said.names) &&
    (said.suggestion === null || isText(said.suggestion, longestSuggestion))
  )
}

function isOneOf(value: unknown, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value)
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most
}

function areNames(value: unknown): boolean {
  return Array.isArray(value) && value.length <= mostNames && value.every((name) => isText(name, 300))
}
