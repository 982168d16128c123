import type { TemplatePart } from './syntax.ts'
import type { TemplateToken } from './template-tokens.ts'

/** The sequence as a tree. Neighbouring texts become one, empty ones go. */
export function nested(tokens: readonly TemplateToken[]): readonly TemplatePart[] {
  const root: TemplatePart[] = []
  const open: TemplatePart[][] = [root]
  for (const token of tokens) {
    const here = open.at(-1) ?? root
    if (token.kind === 'text') addText(here, token.text)
    else if (token.kind === 'interpolation') here.push({ kind: 'interpolation', of: token.of })
    else if (token.kind === 'if') open.push(ifInto(here, token))
    else if (token.kind === 'for') open.push(forInto(here, token))
    else {
      open.pop()
      const last = open.at(-1)?.at(-1)
      if (token.kind === 'else' && typeof last === 'object' && last.kind === 'if') {
        open.push(last.otherwise as TemplatePart[])
      }
    }
  }
  return root
}

function addText(parts: TemplatePart[], text: string): void {
  const last = parts.at(-1)
  if (typeof last === 'string') parts[parts.length - 1] = last + text
  else if (text !== '') parts.push(text)
}

function ifInto(
  parts: TemplatePart[],
  { condition }: Extract<TemplateToken, { kind: 'if' }>,
): TemplatePart[] {
  const then: TemplatePart[] = []
  parts.push({ kind: 'if', condition, then, otherwise: [] })
  return then
}

function forInto(parts: TemplatePart[], token: Extract<TemplateToken, { kind: 'for' }>): TemplatePart[] {
  const body: TemplatePart[] = []
  const { keyName, valueName, over } = token
  parts.push({ kind: 'for', ...(keyName !== undefined && { keyName }), valueName, over, body })
  return body
}
