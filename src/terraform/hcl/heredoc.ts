import { type TemplateToken, textToken } from './template-tokens.ts'

/** Takes off what indentation all lines of `<<-` share. Blank lines do not count, and stay as they are. */
export function dedented(tokens: readonly TemplateToken[]): readonly TemplateToken[] {
  const starts = tokens.map((_, i) => i === 0 || endsLine(tokens[i - 1]))
  const least = tokens.reduce(
    (width, token, i) => (starts[i] && !isBlank(token) ? Math.min(width, indentation(token)) : width),
    Number.POSITIVE_INFINITY,
  )
  return tokens.map((token, i) =>
    token.kind === 'text' && starts[i] && !isBlank(token) ? textToken(token.text.slice(least)) : token,
  )
}

function endsLine(token: TemplateToken | undefined): boolean {
  return token?.kind === 'text' && token.text.endsWith('\n')
}

function isBlank(token: TemplateToken): boolean {
  return token.kind === 'text' && token.text.endsWith('\n') && token.text.trim() === ''
}

function indentation(token: TemplateToken): number {
  return token.kind === 'text' ? token.text.length - token.text.trimStart().length : 0
}
