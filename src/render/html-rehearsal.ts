import type { Report } from '../core/report.ts'
import type {
  ReportedFile,
  ReportedHistory,
  ReportedRun,
  ReportedStatement,
} from '../core/reported-rehearsal.ts'
import { sentence } from './html-phrase.ts'
import { asText, code } from './html-text.ts'
import {
  basePhrases,
  failureOf,
  quietText,
  samplePhrases,
  serverText,
  undoPhrase,
} from './rehearsal-words.ts'
import { blockadeDuring, blocksPhrase, heldText, signOf, workPhrase } from './statement-words.ts'
import { oneLine } from './visible.ts'

// The rehearsal on the page: every statement that blocks or works, those of one transaction in one frame.

export function rehearsalHtml({ rehearsal }: Report): string {
  if (!rehearsal) return ''
  const { histories, notRehearsed } = rehearsal
  const sections = histories.map((history) => historyHtml(history, histories.length > 1))
  if (notRehearsed.length === 0) return sections.join('')
  const files = notRehearsed.map((file) => `<li>${code(file.path)}: ${asText(oneLine(file.reason))}</li>`)
  return `${sections.join('')}<section><h2>Not rehearsed</h2><ul>${files.join('')}</ul></section>`
}

export function disprovedHtml({ rehearsal }: Report): string {
  const disproved = rehearsal?.disproved ?? []
  if (disproved.length === 0) return ''
  const items = disproved.map(
    ({ ruleId, path, lines, why }) =>
      `<li>${code(path)} line ${lines.startLine} · ${code(ruleId)}: ${asText(oneLine(why))}</li>`,
  )
  const title = `Dropped, because the server does not do what static rules say`
  return `<details><summary>${title} <span class="count">${disproved.length}</span></summary><ul>${items.join('')}</ul></details>`
}

function historyHtml(history: ReportedHistory, isOneOfSeveral: boolean): string {
  const of = isOneOfSeveral ? ` of ${code(history.history || 'files outside every history')}` : ''
  const notes = basePhrases(history.base).map((phrase) => `<p class="where">${sentence(phrase)}</p>`)
  const where = `<span class="count">${serverText(history)}</span>`
  return `<section><h2>Rehearsal${of} ${where}</h2>${history.files.map(fileHtml).join('')}${notes.join('')}</section>`
}

function fileHtml(file: ReportedFile): string {
  if (file.outcome === 'not-rehearsed')
    return `<h3>${code(file.path)}</h3><p>Not run: ${asText(oneLine(file.reason))}</p>`
  const failure = failureOf(file)
  const why = failure && (failure.why.length > 0 ? `: ${sentence(failure.why)}` : '')
  const below = [...samplePhrases(file), [quietText(file)], ...(file.undo ? [undoPhrase(file.undo)] : [])]
  return [
    `<h3>${code(file.path)}</h3>`,
    failure ? `<p class="fails"><b>${failure.where}</b>${why}</p>` : '',
    file.statements.length > 0 ? tableHtml(file) : '',
    ...below.map((phrase) => sentence(phrase)).map((text) => (text === '' ? '' : `<p>${text}</p>`)),
  ].join('')
}

function tableHtml({ statements }: ReportedRun): string {
  const head = '<tr><th>line</th><th>statement</th><th>blocks</th><th>work</th><th>held</th></tr>'
  const groups = inTransactions(statements).map((group) => {
    const together = group.length > 1 ? ' class="together"' : ''
    return `<tbody${together}>${group.map(rowHtml).join('')}</tbody>`
  })
  return `<div class="wide"><table class="timeline"><thead>${head}</thead>${groups.join('')}</table></div>`
}

function inTransactions(statements: readonly ReportedStatement[]): ReportedStatement[][] {
  const groups: ReportedStatement[][] = []
  for (const statement of statements) {
    const last = groups.at(-1)
    const isJoined = statement.transaction !== undefined && last?.[0]?.transaction === statement.transaction
    if (last && isJoined) last.push(statement)
    else groups.push([statement])
  }
  return groups
}

function rowHtml(statement: ReportedStatement): string {
  const blockade = blockadeDuring(statement)
  const blocks = `<span class="sign">${signOf(statement)}</span> ${sentence(blocksPhrase(statement))}`
  const cells = [
    statement.lines.startLine,
    code(statement.text),
    blocks,
    sentence(workPhrase(statement)),
    heldText(statement),
  ]
  return `<tr class="${blockade}">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}
