import { type ModelFinding, noUsage, type Opinion, type QuestionReport } from '../core/opinion.ts'
import type { Annotation } from './annotations.ts'
import type { CheckRunOutput } from './check-run.ts'
import { code, prose } from './escape.ts'
import { foldedSection, modelFindingLine, modelFindingText, remedySection } from './markdown-opinion.ts'
import {
  blocksBecause,
  categoryText,
  costText,
  leftOut,
  opinionCounts,
  readText,
  shortfall,
  sortOpinion,
  usageText,
} from './opinion-words.ts'
import { assemble, type Section } from './sections.ts'
import { clip, cutTo, oneLine } from './visible.ts'
import { count } from './words.ts'

export type OpinionCheckOutput = Omit<CheckRunOutput, 'conclusion'> & {
  /** Neutral where the model did not read the change and the policy does not ask for it: never what looks like a pass. */
  readonly conclusion: 'success' | 'failure' | 'neutral'
}

/** GitHub takes 65,535 of each; whether it counts characters or bytes, this fits. */
const room = { limit: 65_000, size: (text: string) => Buffer.byteLength(text) }

/** The check run `Sluice / review`: what was read and what was not, by which model, for how many tokens, dollars and seconds. */
export function renderOpinionCheck(opinion: Opinion): OpinionCheckOutput {
  const sorted = sortOpinion(opinion)
  const { blocking, shown, folded, dismissed } = sorted
  const told = [...blocking, ...shown]
  return {
    conclusion: conclusionOf(opinion),
    title: cutTo(oneLine(titleOf(opinion)), 200),
    summary: assemble(
      [headline(opinion), problems(opinion), findings(told), notRead(opinion)],
      [asked(opinion)],
      room,
    ),
    text: assemble(
      [
        ...told.map(whole),
        foldedSection(folded),
        dismissedSection(dismissed),
        ...(opinion.isShadow ? [] : opinion.remedies.map(remedySection)),
        droppedSection(opinion),
      ],
      [],
      room,
    ).trim(),
    annotations: told.slice(0, 50).map(annotation),
  }
}

function conclusionOf({ verdict, status, isShadow }: Opinion): OpinionCheckOutput['conclusion'] {
  if (verdict === 'block' && !isShadow) return 'failure'
  return status === 'complete' ? 'success' : 'neutral'
}

function titleOf(opinion: Opinion): string {
  const lack = shortfall(opinion)
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
  if (opinion.status === 'unavailable' || opinion.status === 'not-asked')
    return capital(lack ?? 'Not asked for')
  if (opinion.isShadow) return 'Ran in shadow mode: recorded, not shown'
  const counts = opinionCounts(sortOpinion(opinion)) || 'Nothing to add'
  return lack === undefined ? counts : `${counts} · ${lack}`
}

function headline(opinion: Opinion): Section {
  const blocks = blocksBecause(opinion)
  const text = `Said by a model and held against the change by code. It does not change what the check \`Sluice\` decided.${blocks === undefined ? '' : ` This check ${prose(clip(blocks, 400))}.`}`
  return { head: `**Second opinion** · ${readText(opinion)}\n\n${text}`, items: [] }
}

function problems({ problems: all }: Opinion): Section | undefined {
  if (all.length === 0) return undefined
  return {
    head: '**Not complete**',
    items: all.map((one) => `- ${prose(clip(one, 500))}`),
    between: '\n',
    most: 20,
  }
}

function findings(told: readonly ModelFinding[]): Section | undefined {
  if (told.length === 0) return undefined
  const items = told.map((finding) => `- ${modelFindingLine(finding)}`)
  return { head: '**Findings**', items, between: '\n', most: 50 }
}

function notRead(opinion: Opinion): Section | undefined {
  const all = leftOut(opinion)
  if (all.length === 0) return undefined
  const items = all.map((one) => `- ${prose(clip(one, 300))}`)
  return { head: '**Not read**', items, between: '\n', most: 50, rest: (left) => `and ${left} more.` }
}

/** Every question, with its model and its price. */
function asked(opinion: Opinion): Section {
  const rows = opinion.questions.slice(0, 12).map(rowOf)
  const table =
    rows.length === 0
      ? ''
      : ['| question | model | tokens and cost | time |', '|---|---|---|---|', ...rows].join('\n')
  const round = opinion.round > 1 ? ` · round ${opinion.round}` : ''
  const line = `${prose(clip(costText(opinion), 300))}${round} · shared: ${opinion.share} · prompts ${code(opinion.promptVersion)}`
  return { head: [table, line].filter(Boolean).join('\n\n'), items: [] }
}

function rowOf({ title, model, usage, seconds, outcome, problem }: QuestionReport): string {
  const paid = usage === noUsage || model === null ? '' : usageText(usage)
  const lack = problem ?? (outcome === 'answered' ? undefined : 'failed')
  const cells = [
    prose(clip(title, 120)),
    model === null ? 'not asked' : code(clip(model, 80)),
    [paid, lack === undefined ? '' : prose(clip(lack, 200))].filter(Boolean).join(' · '),
    `${seconds.toFixed(1)} s`,
  ]
  return `| ${cells.join(' | ')} |`
}

const whole = (finding: ModelFinding): Section => ({ head: modelFindingText(finding), items: [] })

function dismissedSection(dismissed: readonly ModelFinding[]): Section | undefined {
  if (dismissed.length === 0) return undefined
  const items = dismissed.map((finding) => {
    const { by = '', reason = '' } = finding.dismissedBy ?? {}
    return `- ${modelFindingLine(finding)} · ${code(clip(by, 100))}: ${prose(clip(reason, 300))}`
  })
  return { head: `**Dismissed** · ${dismissed.length}`, items, between: '\n', most: 50 }
}

/** What the model said and code did not let through, counted: nobody need read it. */
function droppedSection({ dropped, isShadow }: Opinion): Section | undefined {
  const counts = Object.entries(dropped).filter(([, amount]) => amount > 0)
  if (counts.length === 0 || isShadow) return undefined
  const words = counts.map(([reason, amount]) => `${amount} ${reason.replaceAll('-', ' ')}`).join(', ')
  return {
    head: `<sub>${count(
      counts.reduce((sum, [, amount]) => sum + amount, 0),
      'remark',
    )} dropped: ${words}</sub>`,
    items: [],
  }
}

const levels = { block: 'failure', warn: 'warning', info: 'notice', off: 'notice' } as const

function annotation(finding: ModelFinding): Annotation {
  const { path, lines, enforcement, number, title, category, consequence, fix } = finding
  const line = (text: string) => oneLine(cutTo(text, 1000))
  return {
    path,
    start_line: lines.startLine,
    end_line: lines.endLine,
    annotation_level: levels[enforcement],
    title: cutTo(`${number} · ${line(title)} (a model, ${categoryText(category)})`, 255),
    message: [line(consequence), line(fix)].filter(Boolean).join('\n\n') || line(title) || 'No words.',
  }
}
