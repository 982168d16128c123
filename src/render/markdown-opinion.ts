import type { ModelFinding, Opinion, Remedy } from '../core/opinion.ts'
import { code, fenced, prose } from './escape.ts'
import {
  blocksBecause,
  categoryText,
  costText,
  leftOut,
  opinionCounts,
  remedyNames,
  shortfall,
  sortOpinion,
} from './opinion-words.ts'
import type { Section } from './sections.ts'
import { clip } from './visible.ts'
import { count } from './words.ts'

// What a model said, in the comment and in its own check run. Never mixed with what rules found, and every word of it inert.

/** Sections of the comment; none where there is nothing to show. */
export function opinionSections(opinion: Opinion | undefined): (Section | undefined)[] {
  if (!opinion || opinion.isShadow) return []
  const { blocking, shown, folded } = sortOpinion(opinion)
  const lack = shortfall(opinion)
  const blocks = blocksBecause(opinion)
  const isSilent = blocking.length + shown.length + folded.length + opinion.remedies.length === 0
  if (isSilent && blocks === undefined && (lack === undefined || opinion.status === 'not-asked')) return []
  return [
    {
      head: [
        `**Second opinion** · ${opinionCounts({ blocking, shown, folded, dismissed: [] }) || 'no findings'}`,
        `<sub>said by a model, held against the change by code; ${blocks === undefined ? 'it decides nothing' : prose(clip(blocks, 400))}${lack === undefined ? '' : ` · ${prose(clip(lack, 300))}`}</sub>`,
      ].join('  \n'),
      items: [...blocking, ...shown].map((finding) => modelFindingText(finding)),
      rest: (left) => `and ${left} more; the check run \`Sluice / review\` lists them.`,
      limit: 20_000,
    },
    foldedSection(folded),
    notReadSection(opinion),
    ...opinion.remedies.map(remedySection),
  ]
}

/** Findings of low confidence, one line each. */
export function foldedSection(folded: readonly ModelFinding[]): Section | undefined {
  if (folded.length === 0) return undefined
  return {
    head: `<details><summary>${count(folded.length, 'remark')} of low confidence</summary>\n`,
    items: folded.map((finding) => `- ${modelFindingLine(finding)}`),
    between: '\n',
    most: 20,
    limit: 6000,
    tail: '</details>',
  }
}

const listedNotRead = 5

/** On one line: the check run has them all. */
function notReadSection(opinion: Opinion): Section | undefined {
  const all = leftOut(opinion)
  if (all.length === 0) return undefined
  const named = all.slice(0, listedNotRead).map((one) => prose(clip(one, 150)))
  const left = all.length - named.length
  const more = left > 0 ? `; and ${left} more` : ''
  return { head: `<sub>not read by the model: ${named.join('; ')}${more}</sub>`, items: [] }
}

const longestSuggestion = 4000

/** One finding: what, where, what comes of it, what to do, and a fix that was tried. */
export function modelFindingText(finding: ModelFinding): string {
  const { consequence, fix, evidence, suggestion, quote } = finding
  // That its quote and its names are there is why it is shown at all.
  const facts = evidence.filter(({ kind }) => kind !== 'quote' && kind !== 'catalog').slice(0, 4)
  const lines = [
    modelFindingLine(finding),
    prose(clip(consequence, 600)),
    ...facts.map(({ text }) => prose(clip(text, 300))),
    fix === '' ? '' : `Do instead: ${prose(clip(fix, 600))}`,
  ]
  const text = lines.filter(Boolean).join('  \n')
  if (!suggestion || suggestion.text.length + quote.length > longestSuggestion) return text
  return `${text}\n\n${fenced(difference(quote, suggestion.text), 'diff')}\n${provedText(suggestion)}`
}

/** What was proved, and apart from it what was not. */
function provedText({ proof, caveats = [] }: Pick<Remedy, 'proof' | 'caveats'>): string {
  const said = (sentences: readonly string[]) => sentences.map((one) => prose(clip(one, 300))).join(' ')
  const note = caveats.length > 0 ? `  \n<sub>note: ${said(caveats)}</sub>` : ''
  return `<sub>verified: ${said(proof)}</sub>${note}`
}

/** One finding on one line. */
export function modelFindingLine(finding: ModelFinding): string {
  const { number, title, path, lines, category, severity, confidence, enforcement, status } = finding
  const said = `${number} · ${prose(clip(title, 300))}`
  const notes = [
    `${code(clip(path, 300))} line ${lines.startLine}`,
    categoryText(category),
    `${severity} severity`,
    confidence === 'high' ? undefined : `${confidence} confidence`,
    status === 'open' ? 'said before' : undefined,
    enforcement === 'block' ? 'blocks by policy' : undefined,
  ]
  return `**${said}** — ${notes.filter((note) => note !== undefined).join(' · ')}`
}

function difference(quote: string, suggestion: string): string {
  const signed = (text: string, sign: string) => text.split(/\r\n|\r|\n/).map((line) => `${sign}${line}`)
  return [...signed(quote, '-'), ...signed(suggestion, '+')].join('\n')
}

/** A text that was tried, folded. */
export function remedySection(remedy: Remedy): Section {
  const title = `<b>${remedyNames[remedy.kind]}</b> for ${code(clip(remedy.path, 200))}`
  return {
    head: `<details><summary>${title}</summary>\n\n${prose(clip(remedy.title, 300))}  \n${provedText(remedy)}`,
    items: remedy.files.map(
      ({ path, text }) => `${code(clip(path, 300))}\n\n${fenced(clip(text, 10_000), languageOf(path))}`,
    ),
    limit: 15_000,
    rest: (left) => `and ${count(left, 'more file')}; \`--format json\` has them.`,
    tail: '</details>',
  }
}

const languageOf = (path: string) => (/\.(?:tf|tofu)$/.test(path) ? 'hcl' : 'sql')

/** For the comment's footer: what it was and what it cost. */
export function opinionFooter(opinion: Opinion | undefined): string | undefined {
  if (!opinion || opinion.status === 'not-asked' || opinion.isShadow) return undefined
  return `second opinion: ${prose(clip(costText(opinion), 200))}`
}
