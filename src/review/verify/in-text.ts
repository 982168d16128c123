import type { Range } from '../../core/text.ts'
import { formOf } from '../share/form.ts'
import { sqlTokens } from '../share/sql-tokens.ts'
import { terraformTokens } from '../share/terraform-tokens.ts'

interface Token extends Range {
  readonly kind: string
  readonly holes?: readonly Range[]
}

const reading = { escapes: false, triples: false, templates: true }
const texts: ReadonlySet<string> = new Set(['comment', 'string', 'heredoc', 'rows'])

/**
 * Whether a place begins or ends in the middle of a comment or a literal. What is put there would be shown as code and be none: nothing of it
 * would be parsed, judged or run. Code of templates within a literal is code.
 */
export function isInText(path: string, text: string, { start, end }: Range): boolean {
  const cuts = (token: Token, at: number) =>
    token.start < at && at < token.end && !token.holes?.some((hole) => hole.start < at && at < hole.end)
  return tokensOf(path, text).some(
    (token) => texts.has(token.kind) && (cuts(token, start) || cuts(token, end)),
  )
}

function tokensOf(path: string, text: string): readonly Token[] {
  const form = formOf(path)
  if (form === 'terraform') return terraformTokens(text)
  return form === 'sql' ? sqlTokens(text, reading) : []
}
