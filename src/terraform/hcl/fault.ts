import { shortened } from '../../core/text.ts'
import type { Problem } from './building.ts'
import { firstError } from './first-error.ts'
import type { SyntaxFault } from './tree.ts'

const words: Record<string, string> = {
  identifier: 'a name',
  numeric_lit: 'a number',
  quoted_template_end: 'the closing quote',
  heredoc_identifier: 'the end of the heredoc',
  template_interpolation_end: '`}`',
  template_directive_end: '`}`',
}

/** What is wrong with a text that the parser did not take. */
export function problemOf(fault: SyntaxFault, text: string): Problem {
  if (fault.kind === 'limit')
    return { range: fault.range, reason: fault.reason, ...(fault.range.end === 0 && { whole: true }) }
  return firstError(text) ?? whereParserGaveWay(fault, text)
}

function whereParserGaveWay(fault: SyntaxFault, text: string): Problem {
  const { range } = fault
  if (fault.kind === 'missing')
    return { range, reason: `${words[fault.what] ?? `\`${fault.what}\``} is missing` }
  return { range, reason: `\`${tokenAt(text, range.start)}\` is not expected here` }
}

function tokenAt(text: string, start: number): string {
  return shortened(/^(?:[\p{L}\p{N}_-]+|[^\s])/u.exec(text.slice(start, start + 100))?.[0] ?? '', 40)
}
