import type { JudgedFinding, Report } from '../core/report.ts'
import type { DetailPart } from './change-row.ts'
import { changeWords } from './change-words.ts'
import { code, inert, prose } from './escape.ts'
import { type FindingOptions, findingLine } from './markdown-finding.ts'
import { sentence } from './markdown-phrase.ts'
import type { Section } from './sections.ts'
import { undeterminedPhrases, undeterminedText } from './undetermined-words.ts'
import { clip } from './visible.ts'
import { approvalsMissing, approvalsText, count, type Sorted, waiverText } from './words.ts'

// What the comment and the check run say in the same words.

/** Number of the first finding of each rule, where its advice is told. */
export function firstNumbers({ blocking, warning, noted }: Sorted): ReadonlyMap<string, number> {
  const findings = [...blocking, ...warning, ...noted]
  return new Map(findings.map(({ ruleId, number }) => [ruleId, number] as const).reverse())
}

export function changesSection(report: Report): Section | undefined {
  const rows = changeWords(report.changes).map(
    ({ sign, noun, name, detail }) => `| ${sign} ${noun} | ${partText(name, 200)} | ${detailText(detail)} |`,
  )
  if (rows.length === 0) return undefined
  return {
    head: '**What changes in your data**\n\n| | | |\n|---|---|---|',
    items: rows,
    between: '\n',
    most: 20,
    limit: 12_000,
  }
}

function detailText(detail: readonly DetailPart[]): string {
  const parts = detail.slice(0, 12).map((part) => partText(part, 120))
  return parts.join(' ') + (detail.length > 12 ? ' …' : '')
}

function partText(part: DetailPart, longest: number): string {
  return 'code' in part ? code(clip(part.code, longest)) : inert(part.words)
}

/** Approvals given, awaited, and why they may not have been counted. */
export function approvalsSection(report: Report): Section | undefined {
  const amount = approvalsText(report)
  if (amount === undefined) return undefined
  const { teams, given, unknown } = report.decision.approvals
  const parts = [
    `**Approvals** ${amount}`,
    given.length > 0 ? `given by ${names(given)}` : undefined,
    approvalsMissing(report) > 0 && teams.length > 0 ? `waiting for ${names(teams)}` : undefined,
  ]
  const line = parts.filter((part) => part !== undefined).join(' · ')
  return { head: unknown === undefined ? line : `${line}  \n${prose(clip(unknown, 300))}`, items: [] }
}

function names(list: readonly string[]): string {
  return list
    .slice(0, 10)
    .map((name) => code(clip(name, 100)))
    .join(', ')
}

/** One waived finding: which, who gave leave, until when and why. */
export function waivedLine(finding: JudgedFinding, options: FindingOptions): string {
  const { waivedBy } = finding
  const line = findingLine(finding, options)
  if (!waivedBy) return line
  return `${line} · waived by ${code(clip(waiverText(waivedBy), 100))}: ${prose(clip(waivedBy.reason, 300))}`
}

const mostUndetermined = 5

/** Where rules could not tell, folded. */
export function undeterminedSection(report: Report): Section | undefined {
  const text = undeterminedText(report)
  if (text === undefined) return undefined
  return {
    head: `<details><summary><b>${text}</b>, because a value is not known: neither reported nor cleared</summary>\n`,
    items: undeterminedPhrases(report).map((phrase) => `- ${sentence(phrase)}`),
    between: '\n',
    most: mostUndetermined,
    limit: 6_000,
    rest: (left) => `and ${count(left, 'more reason')}; \`--format json\` lists them.`,
    tail: '</details>',
  }
}
