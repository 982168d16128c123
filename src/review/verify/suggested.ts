import type { QuotePlace } from './quote.ts'
import { withoutMargin } from './quote-forms.ts'

const hidden = /[\p{Cf}\u{e0000}-\u{e007f}]|(?![\t\n])\p{Cc}/u

/** What is to stand in place of the quote, as it has to be written there; undefined where that cannot be told, or changes nothing. */
export function suggestedText(
  suggestion: string,
  { shift, margin, quote }: Pick<QuotePlace, 'shift' | 'margin' | 'quote'>,
): string | undefined {
  const bare = withoutMargin(suggestion.replace(/\r\n?/g, '\n'), margin)
  if (bare === undefined || hidden.test(bare)) return undefined
  const [first = '', ...rest] = trimmedLines(bare)
  const moved = [first.trimStart(), ...rest.map((line) => (line === '' ? '' : shifted(line, shift)))]
  const text = moved.join(/\r\n/.test(quote) ? '\r\n' : '\n')
  return text === '' || text === quote ? undefined : text
}

function shifted(line: string, shift: string): string {
  const by = shift.slice(1)
  if (shift.startsWith('+')) return by + line
  return line.startsWith(by) ? line.slice(by.length) : line.trimStart()
}

function trimmedLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trimEnd())
  return lines.slice(
    Math.max(
      0,
      lines.findIndex((line) => line !== ''),
    ),
    lines.findLastIndex((line) => line !== '') + 1,
  )
}
