import type { SourceComment } from './document.ts'

/** A comment that asks for silence, read. */
export interface Directive {
  /** `sluice`, or the tool whose comment it is. */
  readonly tool: string
  readonly scope: 'statement' | 'file'
  /** As written, foreign ids as aliases (`squawk:ban-drop-table`, `squawk:*`). */
  readonly rules: readonly string[]
  readonly reason?: string
  /** ISO date until which it holds, that day included. */
  readonly until?: string
}

/** A comment that is meant as ours and cannot be read as such: what is wrong and what to write. */
export interface Malformed {
  readonly malformed: string
}

/** Reads one comment; undefined when it asks for nothing. The directive must begin the comment. */
export function readDirective({ text }: SourceComment): Directive | Malformed | undefined {
  const said = text.trim()
  if (said.length > 2000) return undefined
  return /^sluice\b/i.test(said) ? readOwn(said) : readForeign(said)
}

const usage = 'write `sluice:ignore <rule> reason="..."`, with `until=2026-12-31` if it should end'

function readOwn(said: string): Directive | Malformed | undefined {
  const start = /^sluice:ignore(-file)?(?=\s|$)/.exec(said)
  if (!start) {
    const meant = /^sluice\s*[:_-]?\s*(?:ignore|disable|skip|suppress)/i.test(said)
    return meant ? { malformed: `This is not read as a suppression: ${usage}.` } : undefined
  }
  const parts = [...said.slice(start[0].length).matchAll(part)].map((match) => match.groups ?? {})
  const broken = parts.map(problemOf).find((problem) => problem !== undefined)
  if (broken) return { malformed: `${broken}: ${usage}.` }
  const rules = parts.flatMap(({ word }) => (word ? [word] : []))
  if (rules.length === 0) return { malformed: `This suppression names no rule: ${usage}.` }
  const reason = parts.find(({ key }) => key === 'reason')
  const until = parts.find(({ key }) => key === 'until')
  return directive('sluice', start[1] ? 'file' : 'statement', rules, {
    reason: reason && valueOfPart(reason).trim(),
    until: until && valueOfPart(until),
  })
}

// `key=value`, `key="two words"` or a rule; commas and white space lie between.
const part =
  /(?<key>[A-Za-z_]+)\s*=\s*(?:(?<quoted>"[^"]*"|'[^']*'|“[^”]*”)|(?<bare>[^\s,]*))|(?<word>[^\s,]+)/g
type Part = Record<string, string | undefined>

const valueOfPart = ({ quoted, bare }: Part) => quoted?.slice(1, -1) ?? bare ?? ''

function problemOf(read: Part): string | undefined {
  const { key, word, bare } = read
  if (word !== undefined) {
    return ruleLike.test(word)
      ? undefined
      : `\`${word}\` is no rule id (a reason of several words needs quotes)`
  }
  if (key !== 'until' && key !== 'reason') return `\`${key}\` is not known here`
  if (bare && /^["'“]/.test(bare)) return `The quotes of \`${key}\` are not closed`
  if (key === 'until' && !isDate(valueOfPart(read))) return `\`until=${valueOfPart(read)}\` is no date`
  return undefined
}

const ruleLike = /^[\w*-]+(?:[/:][\w*./-]+)?$/

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** The comments of other tools, as their documentation writes them. `rules` is what follows; nothing there means all of the tool's rules. */
const foreign: readonly { readonly tool: string; readonly pattern: RegExp; readonly scope?: 'file' }[] = [
  { tool: 'squawk', pattern: /^squawk-ignore-file(?:\s+(?<rules>[\w-].*))?$/s, scope: 'file' },
  { tool: 'squawk', pattern: /^squawk-ignore(?:\s+(?<rules>[\w-].*))?$/s },
  { tool: 'sqlfluff', pattern: /^noqa(?:\s*:\s*(?!(?:dis|en)able)(?<rules>\w.*))?$/s },
  {
    tool: 'checkov',
    pattern: /^(?:checkov|bridgecrew|cortex):skip=(?<rules>\w+(?:\s*,\s*\w+)*)(?::(?<reason>.*))?$/s,
  },
  { tool: 'tfsec', pattern: /^(?<rules>(?:tfsec|trivy):ignore:[\w*].*)$/s },
  { tool: 'tflint', pattern: /^tflint-ignore-file:\s*(?<rules>.+)$/s, scope: 'file' },
  { tool: 'tflint', pattern: /^tflint-ignore:\s*(?<rules>.+)$/s },
]

function readForeign(said: string): Directive | undefined {
  for (const { tool, pattern, scope } of foreign) {
    const found = pattern.exec(said)
    if (!found) continue
    const { rules = '*', ...rest } = found.groups ?? {}
    if (tool === 'tfsec') return readIgnores(rules)
    const names = rules.split(/[,\s]+/).filter((name) => /^(?:[\w-]+|\*)$/.test(name))
    return directive(
      tool,
      scope ?? 'statement',
      names.map((name) => `${tool}:${name === 'all' ? '*' : name}`),
      rest,
    )
  }
  return undefined
}

/**
 * Comments of tfsec and trivy, which may hold several: `trivy:ignore:AWS-0086:exp:2026-12-31 trivy:ignore:aws-s3-*`. One limited to a
 * workspace or to a value of an attribute does not count: it would switch off more than was meant. Of several ends the first counts for all.
 */
function readIgnores(said: string): Directive | undefined {
  const ignores = said
    .split(/\s+/)
    .map((word) => /^(?<tool>tfsec|trivy):ignore:(?<rule>[\w*-]+)(?::exp:[\d-]+)?$/.exec(word)?.groups)
    .filter((ignore) => ignore !== undefined)
  const [first] = ignores
  if (!first) return undefined
  const names = ignores.flatMap((ignore) => (ignore ? [`${ignore.tool}:${ignore.rule}`] : []))
  const [until] = [...said.matchAll(/:exp:(\d{4}-\d{2}-\d{2})/g)].map(([, date]) => date).sort()
  return directive(first.tool ?? 'tfsec', 'statement', names, { until })
}

function directive(
  tool: string,
  scope: Directive['scope'],
  rules: readonly string[],
  { reason, until }: { reason?: string | undefined; until?: string | undefined },
): Directive {
  return { tool, scope, rules: [...new Set(rules)], ...(reason && { reason }), ...(until && { until }) }
}
