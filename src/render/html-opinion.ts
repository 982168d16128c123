import type { ModelFinding, Opinion, Remedy } from '../core/opinion.ts'
import type { Report } from '../core/report.ts'
import { asText, code, prose } from './html-text.ts'
import {
  blocksBecause,
  categoryText,
  costText,
  droppedText,
  leftOut,
  opinionCounts,
  readText,
  remedyNames,
  shortfall,
  sortOpinion,
} from './opinion-words.ts'
import { oneLine, visible } from './visible.ts'

/** What a model said, in a section of its own. */
export function opinionHtml({ opinion }: Report): string {
  if (!opinion) return ''
  const { blocking, shown, folded } = sortOpinion(opinion)
  const lack = shortfall(opinion)
  const blocks = blocksBecause(opinion)
  const counts = opinionCounts(sortOpinion(opinion)) || 'no findings'
  const problems = opinion.problems.map((problem) => `<li>${prose(problem)}</li>`)
  return [
    `<section><h2>Second opinion <span class="count">${asText(counts)}</span></h2>`,
    `<p class="where">Said by a model and held against the change by code. ${blocks === undefined ? 'It decides nothing.' : `It does not change the verdict of the rules, and ${prose(blocks)}.`}${lack === undefined ? '' : ` ${prose(lack)}.`}</p>`,
    opinion.isShadow && opinion.status !== 'not-asked'
      ? '<p>Recorded in shadow mode, and not shown.</p>'
      : '',
    problems.length > 0 && opinion.status !== 'not-asked' ? `<ul>${problems.join('')}</ul>` : '',
    ...[...blocking, ...shown].map(findingHtml),
    folded.length > 0
      ? `<details><summary>Of low confidence</summary>${folded.map(findingHtml).join('')}</details>`
      : '',
    ...(opinion.isShadow ? [] : opinion.remedies.map(remedyHtml)),
    footer(opinion),
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function findingHtml(finding: ModelFinding): string {
  const { number, title, path, lines, category, severity, confidence, enforcement, consequence, fix } =
    finding
  const notes = [
    `${code(path)} line ${lines.startLine}`,
    asText(categoryText(category)),
    `severity ${severity}`,
    confidence === 'high' ? undefined : `${confidence} confidence`,
    finding.status === 'open' ? 'said before' : undefined,
  ]
  return `<article class="${enforcement}">
<h3>${number} · ${prose(title)}</h3>
<p class="where">${notes.filter((note) => note !== undefined).join(' · ')}</p>
<div>${prose(consequence)}</div>
${fix === '' ? '' : `<div class="fix"><b>Do instead:</b> ${prose(fix)}</div>`}
${suggestionHtml(finding)}
</article>`
}

function suggestionHtml({ quote, suggestion }: ModelFinding): string {
  if (!suggestion) return ''
  const lines = (text: string, tag: string) =>
    text
      .split(/\r\n|\r|\n/)
      .map((line) => `<${tag}>${tag === 'ins' ? '+' : '-'}${asText(visible(line))}</${tag}>`)
  const diff = [...lines(quote, 'del'), ...lines(suggestion.text, 'ins')].join('\n')
  return `<pre>${diff}</pre>${provedHtml(suggestion)}`
}

function provedHtml({ proof, caveats = [] }: Pick<Remedy, 'proof' | 'caveats'>): string {
  const note = caveats.length > 0 ? `<p class="where">note: ${caveats.map(prose).join(' ')}</p>` : ''
  return `<p class="where">verified: ${proof.map(prose).join(' ')}</p>${note}`
}

function remedyHtml(remedy: Remedy): string {
  const { kind, title, path, files } = remedy
  const texts = files.map((file) => `<p>${code(file.path)}</p><pre>${asText(visible(file.text))}</pre>`)
  return `<details><summary>${remedyNames[kind]} for ${code(path)}</summary><p>${prose(title)}</p>${provedHtml(remedy)}${texts.join('')}</details>`
}

function footer(opinion: Opinion): string {
  if (opinion.status === 'not-asked') return ''
  const left = leftOut(opinion)
  const list =
    left.length > 0
      ? `<ul>${left
          .slice(0, 50)
          .map((one) => `<li>not read: ${prose(one)}</li>`)
          .join('')}</ul>`
      : ''
  const dropped = droppedText(opinion)
  const without = dropped === '' ? '' : `<p class="where">${asText(dropped)}</p>`
  return `${list}${without}<p class="where">${asText(readText(opinion))} · ${asText(oneLine(costText(opinion)))} · shared: ${opinion.share}</p>`
}
