import type { FileContext } from './context.ts'
import type { Document, SqlDocument } from './document.ts'
import type { Finding, Hit } from './finding.ts'
import { fingerprint, normalise } from './fingerprint.ts'
import type { OptionValue, Rule } from './rule.ts'
import type { Statement } from './statement.ts'
import { contains, overlaps, type Range, slice } from './text.ts'
import { weigh } from './weigh.ts'

/** A finding before base and head have been compared. */
export type RawFinding = Omit<Finding, 'status' | 'suppressedBy'>

/** Options a policy sets for a rule at a path; undefined when the rule is off there. */
export type OptionsFor = (rule: Rule, path: string) => Readonly<Record<string, OptionValue>> | undefined

interface Located {
  readonly finding: RawFinding
  readonly statement: Statement | undefined
}

/**
 * Runs every rule that reads this document. A document over several files is read once for each way the policy sets the rule among them;
 * a hit is told under the options of its own path.
 */
export function evaluate(
  rules: readonly Rule[],
  document: Document,
  file: FileContext | undefined,
  optionsFor: OptionsFor,
): RawFinding[] {
  const statements = document.language === 'sql' ? inOrder(document) : []
  const located: Located[] = []
  const plain = { ...file, options: {} }
  for (const rule of rules) {
    if (!applies(rule, document)) continue
    const ways = waysToRead(rule, document, optionsFor)
    for (const options of ways) {
      const context = rule.options ? { ...file, options: complete(rule.options, options) } : plain
      for (const hit of rule.check(document, context)) {
        if (optionsOf(rule, hit.path ?? document.path, ways, optionsFor) !== options) continue
        const own = hit.path === undefined || hit.path === document.path
        const statement = own ? enclosing(statements, hit.at) : undefined
        const text = own ? slice(document.text, statement?.range ?? hit.at) : ''
        const finding = findingOf(rule, hit, { path: document.path, text, origin: 'rule' })
        located.push({ statement, finding: file ? weighed(finding, rule, hit, file) : finding })
      }
    }
  }
  return numberRepeats(withoutSubsumed(located, rules))
}

type Options = Readonly<Record<string, OptionValue>>

function waysToRead(rule: Rule, document: Document, optionsFor: OptionsFor): readonly Options[] {
  const paths = 'paths' in document ? document.paths : [document.path]
  const ways = paths.map((path) => optionsFor(rule, path)).filter((options) => options !== undefined)
  return ways.length > 1 ? [...new Set(ways)] : ways
}

/** The options under which a hit counts; a hit outside the document's own files is told once, and enforced as its path is. */
function optionsOf(
  rule: Rule,
  path: string,
  ways: readonly Options[],
  optionsFor: OptionsFor,
): Options | undefined {
  const there = optionsFor(rule, path)
  return there && ways.includes(there) ? there : ways[0]
}

/** Makes a finding of what a rule, or the model, says of a place. `text` is the statement it speaks of. */
function findingOf(
  { id, severity }: Pick<Rule, 'id' | 'severity'>,
  hit: Hit,
  source: { readonly path: string; readonly text: string; readonly origin: Finding['origin'] },
): RawFinding {
  const { at, path = source.path, assumption, confidence = 'high', identity, ...said } = hit
  return {
    weight: 'usual',
    evidence: [],
    ...said,
    ruleId: id,
    severity,
    confidence: assumption && confidence === 'high' ? 'medium' : confidence,
    message: [hit.message, assumption].filter(Boolean).join(' '),
    origin: source.origin,
    path,
    range: at,
    fingerprint: fingerprint(id, said.subject, identity ?? normalise(source.text)),
  }
}

/** The size of the table stands in the message too: it is what turns a nuisance into an outage. */
function weighed(finding: RawFinding, rule: Rule, hit: Hit, file: FileContext): RawFinding {
  const { weight, evidence } = weigh(rule, hit, file)
  const sizes = evidence.map(({ text }) => ` (${text})`).join('')
  const message = sizes === '' ? finding.message : finding.message.replace(/\.?$/, `${sizes}.`)
  return { ...finding, weight, message, evidence: [...finding.evidence, ...evidence] }
}

function applies(rule: Rule, document: Document): boolean {
  if (!rule.languages.includes(document.language)) return false
  return (
    document.language !== 'sql' || rule.dialects === undefined || rule.dialects.includes(document.dialect)
  )
}

/** What a policy leaves open is as the rule says. */
function complete(open: NonNullable<Rule['options']>, given: Options): Options {
  const defaults = Object.entries(open).map(([name, option]) => [name, option.default])
  return { ...Object.fromEntries(defaults), ...given }
}

/** Statements by start; those inside a block follow it. */
function inOrder(document: SqlDocument): readonly Statement[] {
  if (document.undo.length === 0) return document.statements
  return [...document.statements, ...document.undo].sort((one, other) => one.range.start - other.range.start)
}

/** The innermost of ordered statements that a range lies in. */
export function enclosing(statements: readonly Statement[], at: Range): Statement | undefined {
  let low = 0
  let high = statements.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((statements[middle]?.range.start ?? 0) <= at.start) low = middle + 1
    else high = middle
  }
  for (let i = low - 1; i >= 0; i--) {
    const statement = statements[i]
    if (!statement || contains(statement.range, at)) return statement
    if (!statement.inside) return undefined
  }
  return undefined
}

/** One finding per cause: a rule gives way to the rules it names in `subsumedBy` where these report on the same place. */
function withoutSubsumed(located: readonly Located[], rules: readonly Rule[]): RawFinding[] {
  if (located.length < 2) return located.map(({ finding }) => finding)
  const yielding = new Map(
    rules.flatMap((rule) => (rule.subsumedBy ? [[rule.id, new Set(rule.subsumedBy)]] : [])),
  )
  const byPlace = Map.groupBy(located, placeOf)
  return located
    .filter((own) => {
      const stronger = yielding.get(own.finding.ruleId)
      const beside = stronger ? (byPlace.get(placeOf(own)) ?? []) : []
      return !beside.some(
        ({ finding }) => stronger?.has(finding.ruleId) && overlaps(finding.range, own.finding.range),
      )
    })
    .map(({ finding }) => finding)
}

/** The statement, or outside SQL the subject at a path. */
function placeOf({ statement, finding }: Located): Statement | string {
  return statement ?? JSON.stringify([finding.path, finding.side, finding.subject.name])
}

/** Equal findings of one file get fingerprints of their own, in the order of the text. */
function numberRepeats(found: readonly RawFinding[]): RawFinding[] {
  const seen = new Map<string, number>()
  return found.map((finding) => {
    const count = seen.get(finding.fingerprint) ?? 0
    seen.set(finding.fingerprint, count + 1)
    return count === 0
      ? finding
      : { ...finding, fingerprint: fingerprint(finding.fingerprint, finding.subject, String(count)) }
  })
}
