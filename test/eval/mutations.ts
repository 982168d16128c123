import type { Case } from '../../eval/cases.ts'
import { heardOf, type Recorded } from '../../eval/recorded.ts'
import type { DropReason } from '../../src/core/opinion.ts'
import type { Candidate } from '../../src/review/answer.ts'
import type { GroundFile, Prepared, Question } from '../../src/review/question.ts'
import { readFindings } from '../../src/review/read-answer.ts'

/** A true finding of a case with one thing in it made untrue. */
export interface Mutation {
  readonly kind: 'letter' | 'address' | 'word' | 'line' | 'file' | 'rule' | 'again'
  readonly question: Question
  /** Said before it, and true. */
  readonly before: readonly Candidate[]
  readonly said: Candidate
  /** Why it has to be dropped. */
  readonly reasons: readonly DropReason[]
}

/** All that can be made of what a model rightly said about a case; the same in every run. */
export function mutationsOf(one: Case, recorded: Recorded, prepared: Prepared): readonly Mutation[] {
  const planted = new Set(recorded.planted.map(({ title }) => title))
  return prepared.questions
    .filter(({ topic }) => topic !== 'remedy')
    .flatMap((question) =>
      readFindings({
        findings: heardOf(recorded, question).filter(({ title }) => !planted.has(title)),
      }).candidates.flatMap((said) => mutationsOfOne(said, { one, prepared, question })),
    )
}

interface At {
  readonly one: Case
  readonly prepared: Prepared
  readonly question: Question
}

function mutationsOfOne(said: Candidate, { one, prepared, question }: At): readonly Mutation[] {
  const { grounds } = prepared
  const made = (kind: Mutation['kind'], reasons: readonly DropReason[], changed: Partial<Candidate>) => ({
    ...{ kind, question, reasons, before: kind === 'again' ? [said] : [] },
    said: { ...said, ...changed },
  })
  const file = grounds.files[said.path]
  const elsewhere = file && lineElsewhere(file)
  const other = Object.keys(one.head).find((path) => !question.paths.includes(path))
  return [
    ...misspelt(said, prepared).map((names) => made('letter', ['unknown-name'], { names })),
    ...readdressed(said, prepared).map((names) => made('address', ['unknown-name'], { names })),
    ...otherWord(said.quote, file).map((quote) => made('word', ['quote-not-found'], { quote })),
    ...(elsewhere ? [made('line', ['out-of-scope'], elsewhere)] : []),
    ...(other ? [made('file', ['out-of-scope'], { path: other })] : []),
    ...grounds.findings
      .filter(({ path }) => path === said.path && file)
      .flatMap(({ lines, message, subject }) => {
        const quote = file?.text.split('\n')[lines.startLine - 1]?.trim() ?? ''
        const words = { quote, line: lines.startLine, subject, names: [], title: `Note: ${message}` }
        return quote.length < 8
          ? []
          : [made('rule', ['duplicate-of-rule', 'out-of-scope'], { ...words, suggestion: null })]
      }),
    made('again', ['duplicate'], { title: `Note that ${said.title}`, suggestion: null }),
  ]
}

/** Columns that are known, each without its second letter. */
function misspelt({ names }: Candidate, { grounds }: Prepared): readonly string[][] {
  return names.flatMap((name) => {
    const [relation = '', column = '', ...more] = name.split('.')
    const columns = Object.hasOwn(grounds.relations, relation) ? grounds.relations[relation] : undefined
    if (more.length > 0 || column.length < 4 || !columns?.includes(column)) return []
    const wrong = `${column[0]}${column.slice(2)}`
    return columns.includes(wrong) ? [] : [[`${relation}.${wrong}`]]
  })
}

/** Resources that are known, each under a longer name. */
function readdressed({ names }: Candidate, { grounds }: Prepared): readonly string[][] {
  return names.filter((name) => grounds.resources.includes(name)).map((name) => [`${name}_copy`])
}

/** The quote with its last word of letters made another. */
function otherWord(quote: string, file: GroundFile | undefined): readonly string[] {
  const words = [...quote.matchAll(/[a-z]{4,}/gi)]
  const last = words.at(-1)
  if (!last) return []
  const wrong = `${quote.slice(0, last.index)}${last[0]}ly${quote.slice(last.index + last[0].length)}`
  return file?.text.includes(wrong) ? [] : [wrong]
}

/** A line that stands once in the file, and has no part in the change. */
function lineElsewhere({ text, changed, affected }: GroundFile): Partial<Candidate> | undefined {
  const lines = text.split('\n')
  const isConcerned = (line: number) =>
    [...changed, ...affected].some(({ startLine, endLine }) => startLine <= line && line <= endLine)
  const at = lines.findIndex((line, index) => {
    const bare = line.trim()
    return bare.length >= 12 && text.split(bare).length === 2 && !isConcerned(index + 1)
  })
  const quote = lines[at]?.trim()
  return quote === undefined ? undefined : { quote, line: at + 1, suggestion: null }
}
