import { confront, type Verdict } from './confront.ts'
import type { FileContext } from './context.ts'
import type { Document, SqlDocument } from './document.ts'
import type { Finding, Hit, RawFinding, Subject } from './finding.ts'
import { fingerprint, normalise } from './fingerprint.ts'
import { howItRan, shown } from './measured.ts'
import type { CommonContext, OptionValue, Rule } from './rule.ts'
import type { Statement } from './statement.ts'
import { type Located, type Silent, withoutSubsumed } from './subsume.ts'
import { contains, type Range, slice } from './text.ts'
import { weigh } from './weigh.ts'

/** Options a policy sets for a rule at a path; undefined when the rule is off there. */
export type OptionsFor = (rule: Rule, path: string) => Readonly<Record<string, OptionValue>> | undefined

/** What the rules say of a document, and what of it a rehearsal took back. */
export interface Evaluated {
  readonly findings: readonly RawFinding[]
  readonly disproved: readonly Disproved[]
  /** Where rules could not tell. */
  readonly undetermined: readonly Undetermined[]
  /** What gave way to better words: it is not told, and it is there all the same. */
  readonly subsumed: readonly RawFinding[]
}

/** One rule's cannot-tell about one subject. */
export interface Undetermined {
  readonly ruleId: string
  readonly subject: Subject
  readonly path: string
  readonly range: Range
  /** Why, as a clause. */
  readonly reason: string
}

export interface Disproved {
  readonly finding: RawFinding
  /** What the server did instead, as a sentence. */
  readonly why: string
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
): Evaluated {
  const statements = document.language === 'sql' ? inOrder(document) : []
  const located: Located[] = []
  const undetermined: Undetermined[] = []
  const plain = { ...file, options: {} }
  for (const rule of rules) {
    if (!applies(rule, document)) continue
    const ways = waysToRead(rule, document, optionsFor)
    for (const options of ways) {
      const context = rule.options ? { ...file, options: complete(rule.options, options) } : plain
      const elsewhere = onTheServer(rule, document, context)
      for (const hit of rule.check(document, context)) {
        const path = hit.path ?? document.path
        if (optionsOf(rule, path, ways, optionsFor) !== options) continue
        if (hit.undetermined !== undefined) {
          undetermined.push({ ruleId: rule.id, ...asked(hit), path, reason: hit.undetermined })
          continue
        }
        const own = path === document.path
        const statement = own ? enclosing(statements, hit.at) : undefined
        const text = own ? slice(document.text, statement?.range ?? hit.at) : ''
        const verdict = statement && file && verdictOn(hit, statement, file, elsewhere)
        const said = shown(hit, verdict, statement && file && howItRan(hit, statement, file))
        const finding = findingOf(rule, said, { path: document.path, text, origin: 'rule' })
        const weighty = file ? weighed(finding, rule, hit, file) : finding
        located.push({ statement, hit, finding: weighty, ...(verdict && { verdict }) })
      }
    }
  }
  const silent = () => silentHits(rules, document, file, optionsFor)
  const kept = withoutSubsumed(located, rules, { file, silent })
  const numbered = numberRepeats(kept.map(({ finding }) => finding))
  const told = new Set(kept)
  const whyNot = (i: number) => {
    const verdict = kept[i]?.verdict
    return verdict?.kind === 'disproved' ? verdict.why : undefined
  }
  return {
    findings: numbered.filter((_, i) => whyNot(i) === undefined),
    disproved: numbered.flatMap((finding, i) => {
      const why = whyNot(i)
      return why === undefined ? [] : [{ finding, why }]
    }),
    undetermined,
    subsumed: numberRepeats(located.flatMap((one) => (told.has(one) ? [] : [one.finding]))),
  }
}

const asked = ({ at: range, subject }: Hit) => ({ range, subject })

/** What a rule says of the same file on the server it was rehearsed on; undefined where that is the version under review. */
type Elsewhere = () => ReadonlySet<string> | undefined

function onTheServer(
  rule: Rule,
  document: Document,
  context: CommonContext & Partial<FileContext>,
): Elsewhere {
  let known: ReadonlySet<string> | undefined
  return () => {
    const version = context.rehearsed?.server.version
    if (version === undefined || version === context.version) return undefined
    known ??= new Set([...rule.check(document, { ...context, version } as CommonContext)].map(identityOf))
    return known
  }
}

const identityOf = ({ at, subject, claim }: Hit) =>
  JSON.stringify([at.start, at.end, subject.kind, subject.name, claim])

/** A server of another version tells something of this one where the rule says the same of both. */
function verdictOn(
  hit: Hit,
  statement: Statement,
  file: FileContext,
  elsewhere: Elsewhere,
): Verdict | undefined {
  const verdict = hit.claim && confront(hit.claim, statement, file)
  if (!verdict) return undefined
  const there = elsewhere()
  return there === undefined || there.has(identityOf(hit)) ? verdict : undefined
}

/** What rules say that the policy switched off, and what all say of the rehearsal's server: the rehearsal finds nothing new there. */
function silentHits(
  rules: readonly Rule[],
  document: Document,
  file: FileContext | undefined,
  optionsFor: OptionsFor,
): readonly Silent[] {
  if (!file) return []
  const named = new Set(rules.flatMap((rule) => (rule.lastResort ? (rule.subsumedBy ?? []) : [])))
  const versions = new Set([file.version, file.rehearsed?.server.version ?? file.version])
  return rules
    .filter((rule) => named.has(rule.id) && applies(rule, document))
    .flatMap((rule) => {
      const options = optionsFor(rule, document.path)
      return [...versions]
        .filter((version) => options === undefined || version !== file.version)
        .flatMap((version) => {
          const context = { ...file, version, options: complete(rule.options ?? {}, options ?? {}) }
          return [...rule.check(document, context)].map((hit) => ({ ruleId: rule.id, hit }))
        })
    })
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
  const {
    at,
    path = source.path,
    assumption,
    confidence = 'high',
    identity,
    knownAs = hit.subject.name,
    claim: _,
    undetermined: __,
    aspect: ___,
    ...said
  } = hit
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
    fingerprint: fingerprint(id, { ...said.subject, name: knownAs }, identity ?? normalise(source.text)),
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
  const isInOrder = document.statements.every(({ ran }) => !ran)
  if (document.undo.length === 0 && isInOrder) return document.statements
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
