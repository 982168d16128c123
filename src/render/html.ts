import type { JudgedFinding, Report } from '../core/report.ts'
import type { DetailPart } from './change-row.ts'
import { changeWords } from './change-words.ts'
import { diffText } from './diff.ts'
import { opinionHtml } from './html-opinion.ts'
import { plansHtml, undeterminedHtml } from './html-plan.ts'
import { disprovedHtml, rehearsalHtml } from './html-rehearsal.ts'
import { style } from './html-style.ts'
import { asText, code, prose } from './html-text.ts'
import { opinionVerdict } from './opinion-words.ts'
import { oneLine, visible } from './visible.ts'
import {
  approvalsMissing,
  approvalsText,
  count,
  evidencePlace,
  filesText,
  isNothingToReview,
  pathText,
  policyText,
  secondsText,
  sentences,
  sortFindings,
  strengthText,
  toldEvidence,
  unread,
  unreadReason,
  verdictText,
  waiverText,
} from './words.ts'

export interface HtmlOptions {
  /** Left out: true. False for output that is the same in every run. */
  readonly timings?: boolean
}

/** A page that stands alone: no script, nothing fetched, in the order of the comment, and with every finding. */
export function renderHtml(report: Report, { timings = true }: HtmlOptions = {}): string {
  const sorted = sortFindings(report)
  const { blocking, warning, noted, existing, suppressed, fixed } = sorted
  const toldAt = new Map<string, number>()
  const told = (finding: JudgedFinding) => findingHtml(finding, toldAt)
  const parts = [
    headline(report),
    changesTable(report),
    plansHtml(report),
    findingsSection('Must fix', blocking, told),
    rehearsalHtml(report),
    findingsSection('Worth a look', [...warning, ...noted], told),
    opinionHtml(report),
    approvals(report),
    unreadSection(report),
    undeterminedHtml(report),
    disprovedHtml(report),
    folded('Existing', existing, told),
    folded('Suppressed in code', suppressed, told),
    folded('Waived', sorted.waived, told),
    folded('Dismissed', sorted.dismissed, told),
    folded('Fixed', fixed, told),
    footer(report, timings),
  ]
  const policy = `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sluice: ${report.decision.verdict}</title>
<style>${style}</style>
</head>
<body>
<main>
${parts.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`
}

function headline(report: Report): string {
  const { verdict, risk, reasons } = report.decision
  const blocks = opinionVerdict(report)
  const also = blocks === undefined ? '' : `<p><b>${prose(blocks)}</b></p>`
  if (isNothingToReview(report) && blocks === undefined)
    return `<header class="pass"><h1>Nothing to review</h1><p>No data files changed.</p></header>`
  const facts = [...new Set([...reasons, ...risk.reasons])].map((fact) => `<li>${prose(fact)}</li>`)
  const list = facts.length > 0 ? `<ul>${facts.join('')}</ul>` : ''
  return `<header class="${verdict}"><h1>${verdictText(report)}</h1><p>risk <b>${risk.level}</b></p>${also}${list}</header>`
}

function changesTable({ changes }: Report): string {
  const rows = changeWords(changes).map(
    ({ sign, noun, name, detail }) =>
      `<tr><td class="kind">${sign} ${asText(noun)}</td><td>${detailHtml(name)}</td><td>${detail.map(detailHtml).join(' ')}</td></tr>`,
  )
  if (rows.length === 0) return ''
  return `<section><h2>What changes in your data</h2><div class="wide"><table>${rows.join('')}</table></div></section>`
}

function detailHtml(part: DetailPart): string {
  return 'code' in part ? code(part.code) : asText(part.words)
}

type Told = (finding: JudgedFinding) => string

function findingsSection(title: string, findings: readonly JudgedFinding[], told: Told): string {
  if (findings.length === 0) return ''
  return `<section><h2>${title} <span class="count">${findings.length}</span></h2>${findings.map(told).join('')}</section>`
}

function folded(title: string, findings: readonly JudgedFinding[], told: Told): string {
  if (findings.length === 0) return ''
  return `<details><summary>${title} <span class="count">${findings.length}</span></summary>${findings.map(told).join('')}</details>`
}

function findingHtml(finding: JudgedFinding, toldAt: Map<string, number>): string {
  const { number, enforcement, severity, path, lines, side, confidence, origin, ruleId } = finding
  const [first, rest] = sentences(finding.message)
  const evidence = toldEvidence(finding).map((item) => `<li>${evidenceHtml(item)}</li>`)
  const diff = finding.edits && diffText(finding.edits)
  const notes = [
    path === ''
      ? pathText(path)
      : `${code(path)} ${side === 'base' ? 'was line' : 'line'} ${lines.startLine}`,
    code(ruleId),
    `severity ${severity}`,
    confidence === 'high' ? undefined : `${confidence} confidence`,
    origin === 'model' ? 'said by the model' : undefined,
    ...leaveNotes(finding),
  ]
  return `<article class="${enforcement}">
<h3>${number} · ${prose(first)}</h3>
<p class="where">${notes.filter((note) => note !== undefined).join(' · ')}</p>
${evidence.length > 0 ? `<ul>${evidence.join('')}</ul>` : ''}
${rest === '' ? '' : `<div>${prose(rest)}</div>`}
<div>${prose(finding.why)}</div>
${instead(finding, toldAt)}
${diff ? `<pre>${diff.split('\n').map(diffLine).join('\n')}</pre>` : ''}
</article>`
}

/** Advice given once is not given again. */
function instead({ fix, ruleId, number }: JudgedFinding, toldAt: Map<string, number>): string {
  const first = toldAt.get(ruleId)
  if (first === undefined) toldAt.set(ruleId, number)
  const isTold = first !== undefined && first !== number && fix.length > 80
  const text = isTold ? ` as for <b>${first}</b>.` : `${fix.includes('\n') ? '<br>' : ' '}${prose(fix)}`
  return `<div class="fix"><b>Do instead:</b>${text}</div>`
}

function leaveNotes({ suppressedBy, waivedBy, dismissedBy }: JudgedFinding): (string | undefined)[] {
  return [
    suppressedBy && `suppressed: ${asText(oneLine(suppressedBy.reason))}`,
    waivedBy && asText(oneLine(`waived by ${waiverText(waivedBy)}: ${waivedBy.reason}`)),
    dismissedBy && asText(oneLine(`dismissed by ${dismissedBy.by}: ${dismissedBy.reason}`)),
  ]
}

function evidenceHtml(item: JudgedFinding['evidence'][number]): string {
  const place = evidencePlace(item)
  const strength = strengthText(item)
  return [place && code(place), `${strength ? `${strength}: ` : ''}${prose(item.text)}`]
    .filter(Boolean)
    .join(' · ')
}

function diffLine(line: string): string {
  const tag = line.startsWith('+') ? 'ins' : 'del'
  return `<${tag}>${asText(visible(line))}</${tag}>`
}

function approvals(report: Report): string {
  const { teams, given, unknown } = report.decision.approvals
  const amount = approvalsText(report)
  if (amount === undefined) return ''
  const by = given.length > 0 ? ` · given by ${given.map(code).join(', ')}` : ''
  const why = unknown === undefined ? '' : `<p>${prose(unknown)}</p>`
  const waiting =
    approvalsMissing(report) > 0 && teams.length > 0 ? ` · waiting for ${teams.map(code).join(', ')}` : ''
  return `<section><h2>Approvals</h2><p>${amount}${by}${waiting}</p>${why}</section>`
}

function unreadSection(report: Report): string {
  const items = unread(report).map((file) => `<li>${code(file.path)}: ${prose(unreadReason(file))}</li>`)
  return items.length === 0 ? '' : `<section><h2>Not evaluated</h2><ul>${items.join('')}</ul></section>`
}

function footer(report: Report, timings: boolean): string {
  const assumed = report.assumptions.map((assumption) => `<li>${prose(assumption)}</li>`)
  const parts = [
    filesText(report),
    count(report.findings.length, 'finding'),
    `policy ${code(policyText(report))}`,
    report.head && `head ${code(report.head.slice(0, 7))}`,
    timings ? secondsText(report) : undefined,
  ]
  const list = assumed.length > 0 ? `<p>Assumed:</p><ul>${assumed.join('')}</ul>` : ''
  return `<footer>${list}<p>${parts.filter(Boolean).join(' · ')}</p></footer>`
}
