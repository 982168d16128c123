/** A quote as it may have stood in the file. */
export interface QuoteForm {
  /** Without white space at their ends; the first without any before it. */
  readonly lines: readonly string[]
  readonly margin: 'none' | 'numbers' | 'marks' | 'numbers and marks' | 'marks and numbers'
  /** The line of head that each of them says it is. */
  readonly numbers?: readonly number[]
}

const mostLines = 20

/** How a quote may have stood in the file, the likeliest first: as it is, or with the numbers and `+` of a dossier's margin taken off. */
export function quoteForms(quote: string): readonly QuoteForm[] {
  const lines = quote.split(/\r\n|\r|\n/)
  const numbered = withoutNumbers(lines)
  const unmarked = withoutMarks(lines)
  const forms: (QuoteForm | undefined)[] = [
    { lines, margin: 'none' },
    numbered && { ...numbered, margin: 'numbers' },
    numbered && marked(numbered, 'numbers and marks'),
    unmarked && { lines: unmarked, margin: 'marks' },
    unmarked && without(withoutNumbers(unmarked), 'marks and numbers'),
  ]
  return forms.flatMap((form) => (form ? trimmed(form) : []))
}

/** A text without the margin that the quote beside it had; undefined where it has none. */
export function withoutMargin(text: string, margin: QuoteForm['margin']): string | undefined {
  if (margin === 'none') return text
  const lines = text.split(/\r\n|\r|\n/)
  const forms = {
    numbers: () => withoutNumbers(lines)?.lines,
    marks: () => withoutMarks(lines),
    'numbers and marks': () => withoutMarks(withoutNumbers(lines)?.lines ?? []),
    'marks and numbers': () => withoutNumbers(withoutMarks(lines) ?? [])?.lines,
  }
  return forms[margin]()?.join('\n')
}

type Numbered = Pick<QuoteForm, 'lines'> & { readonly numbers: readonly number[] }

function marked(numbered: Numbered, margin: QuoteForm['margin']): QuoteForm | undefined {
  const lines = withoutMarks(numbered.lines)
  return lines && { lines, numbers: numbered.numbers, margin }
}

const without = (numbered: Numbered | undefined, margin: QuoteForm['margin']) =>
  numbered && { ...numbered, margin }

function withoutNumbers(lines: readonly string[]): Numbered | undefined {
  const found = lines.map((line) => /^[ \t]{0,20}(\d{1,7})(?:[ \t]?[|:│][ \t]?|[ \t]|$)/.exec(line))
  if (found.length === 0 || found.some((match) => match === null)) return undefined
  return {
    lines: lines.map((line, k) => line.slice(found[k]?.[0].length ?? 0)),
    numbers: found.map((match) => Number(match?.[1])),
  }
}

/** Lines that a diff adds or keeps; it has those that it removes from the other side. */
function withoutMarks(lines: readonly string[]): readonly string[] | undefined {
  const isMarked = lines.every((line) => line === '' || /^[+ ]/.test(line))
  if (!isMarked || !lines.some((line) => line.startsWith('+'))) return undefined
  return lines.map((line) => line.slice(1))
}

/** Without empty lines around it; none where what is left is no evidence of anything. */
function trimmed({ lines, numbers, margin }: QuoteForm): QuoteForm[] {
  const bare = lines.map((line) => line.trimEnd())
  const first = bare.findIndex((line) => line !== '')
  const last = bare.findLastIndex((line) => line !== '')
  if (first < 0 || last - first >= mostLines) return []
  const kept = bare.slice(first, last + 1).map((line, k) => (k === 0 ? line.trimStart() : line))
  if (!isEvidence(kept.join(''))) return []
  return [{ lines: kept, margin, ...(numbers && { numbers: numbers.slice(first, last + 1) }) }]
}

/** Four characters, a letter or digit among them: less is found anywhere. */
function isEvidence(text: string): boolean {
  return text.replace(/\s+/g, '').length >= 4 && /[\p{L}\p{N}]/u.test(text)
}
