import { shortened } from '../../core/text.ts'
import type { Problem } from './building.ts'
import type { SyntaxFault } from './tree.ts'

const words: Record<string, string> = {
  identifier: 'a name',
  numeric_lit: 'a number',
  quoted_template_end: 'the closing quote',
  heredoc_identifier: 'the end of the heredoc',
  template_interpolation_end: '`}`',
  template_directive_end: '`}`',
}

/** What is wrong where the parser had to give way. */
export function problemOf(fault: SyntaxFault, text: string): Problem {
  if (fault.kind === 'limit') return { range: fault.range, reason: fault.reason }
  if (fault.kind === 'missing') {
    return { range: fault.range, reason: `${words[fault.what] ?? `\`${fault.what}\``} is missing` }
  }
  return { range: fault.range, reason: `\`${tokenAt(text, fault.range.start)}\` is not expected here` }
}

function tokenAt(text: string, start: number): string {
  return shortened(/^(?:[\p{L}\p{N}_-]+|[^\s])/u.exec(text.slice(start, start + 100))?.[0] ?? '', 40)
}
