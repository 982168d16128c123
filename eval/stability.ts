import type { Opinion } from '../src/core/opinion.ts'
import { noUsage } from '../src/core/opinion.ts'
import type { Report } from '../src/core/report.ts'
import { renderCheckRun } from '../src/render/check-run.ts'
import { renderGithub } from '../src/render/github.ts'
import { renderJson } from '../src/render/json.ts'
import { renderMarkdown } from '../src/render/markdown.ts'
import { renderSarif } from '../src/render/sarif.ts'

/** One evaluation, concluded without an opinion and with it. */
export interface Reports {
  readonly plain: Report
  readonly told: Report
}

/**
 * In what the rules' part differs with an opinion from without, and an opinion from the one that the same answers gave before. Empty where
 * not one byte does; what an opinion adds stands beside it.
 */
export function unlikeness({ plain, told }: Reports, [one, other]: readonly [Opinion, Opinion]): string[] {
  const { opinion: _, ...rest } = told
  const same = [
    ['the report', JSON.stringify(rest) === JSON.stringify(plain)],
    ['the check run', bytes(renderCheckRun(told)) === bytes(renderCheckRun(plain))],
    ['SARIF', isWithin(resultsOf(plain), resultsOf(told))],
    ['annotations', isWithin(commandsOf(plain), commandsOf(told))],
    ['JSON', bytes(withoutOpinion(renderJson(told))) === bytes(withoutOpinion(renderJson(plain)))],
    ['the comment', isWithin(commentOf(plain), commentOf(told))],
    ['the opinion', bytes(timeless(one)) === bytes(timeless(other))],
  ] as const
  return same.filter(([, isSame]) => !isSame).map(([name]) => name)
}

const bytes = (value: unknown) => JSON.stringify(value)
const commentOf = (report: Report) => renderMarkdown(report, { timings: false })

/** What rules found as SARIF, a result a line. */
function resultsOf(report: Report): string {
  const { runs } = JSON.parse(renderSarif(report)) as {
    readonly runs: readonly { readonly results: object[] }[]
  }
  return runs.flatMap(({ results }) => results.map((result) => JSON.stringify(result))).join('\n')
}

/** Annotations of a workflow, and the verdict below them. */
function commandsOf(report: Report): string {
  const lines = renderGithub(report).match(/^(?:::.*|Sluice: [^.\n]*)/gm)
  return (lines ?? []).join('\n')
}

function withoutOpinion(json: string): unknown {
  const { opinion: _, ...rest } = JSON.parse(json) as Record<string, unknown>
  return rest
}

/** Whether every line of the one stands in the other, in the same order. */
function isWithin(plain: string, told: string): boolean {
  if (plain === '') return true
  const lines = told.split('\n')
  let at = 0
  return plain.split('\n').every((line) => {
    at = lines.indexOf(line, at) + 1
    return at > 0
  })
}

/** What was found in the cache, and the time it took, are the server's. */
function timeless(opinion: Opinion): Opinion {
  const questions = opinion.questions.map((question) => ({ ...question, usage: noUsage, seconds: 0 }))
  return { ...opinion, questions, usage: noUsage, seconds: 0 }
}
