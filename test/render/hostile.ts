import fc from 'fast-check'
import type { Opinion } from '../../src/core/opinion.ts'
import type { JudgedFinding, LocatedPlan, LocatedUndetermined, Report } from '../../src/core/report.ts'
import type { ReportedRehearsal } from '../../src/core/reported-rehearsal.ts'
import { everything } from './opinions.ts'
import { plan, undetermined } from './plan.ts'
import { reported } from './rehearsal.ts'
import { dismissed, fixed, noTimeout, report, rewrite, stillRead, suppressed, waived } from './report.ts'

/** What somebody might put into a name, a path or a comment to make a report act. */
const attacks = [
  '@acme/admins',
  'x@evil.example',
  '#1',
  'GH-7',
  'acme/app#12',
  'https://evil.example/a',
  'www.evil.example',
  'ftp://e.example',
  '![i](https://evil.example/i.png)',
  '[a](javascript:alert(1))',
  '[a]: https://evil.example',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '</details>',
  '</sub>',
  '<!--',
  '-->',
  '<details open>',
  '&lt;b&gt;',
  '&#64;admin',
  '``',
  '`',
  '```',
  '````\n',
  '~~~',
  '|',
  '\\|',
  '\\',
  '\\`',
  '*',
  '**',
  '_',
  '__init__',
  '~~',
  '$x$',
  '$$',
  '> ',
  '# ',
  '- [ ] ',
  '1. ',
  '1) ',
  '===',
  '---',
  ':tada:',
  ':shipit:',
  '[^1]',
  '\n\n',
  '\r\n',
  '\r',
  '\n::error::',
  '::set-env name=A::b',
  '##[error]x',
  '##[group]',
  '%0A::error::x',
  '%25',
  ',title=x',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u00ad',
  '\ufeff',
  '\u{e0041}',
  '\u001b[31m',
  '\u001b]8;;https://evil.example\u0007',
  '\u009b2J',
  '\u0007',
  '\u0000',
  '\ud800',
  '\u2028',
  '\t',
  '    ',
  '漢字',
  'é',
  '👩‍💻',
  '{0}',
  '[link](1)',
  '"',
  "'",
  '../..',
  'a b',
  '%',
  '?',
  'c:',
] as const

/** A text that tries to act, wherever it is printed. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...attacks),
      fc.constantFrom('orders', ' ', 'a', '1', '.'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))

const endless = fc
  .tuple(hostileText, fc.integer({ min: 1, max: 1000 }))
  .map(([text, times]) => text.repeat(times).slice(0, 6_000))
const text = fc.oneof({ weight: 9, arbitrary: hostileText }, { weight: 1, arbitrary: endless })

function hostileFinding(template: JudgedFinding): fc.Arbitrary<JudgedFinding> {
  return fc
    .record({
      texts: fc.array(text, { minLength: 10, maxLength: 10 }),
      origin: fc.constantFrom('rule' as const, 'model' as const),
    })
    .map(({ texts, origin }) => {
      const [
        ruleId = '',
        title = '',
        why = '',
        fix = '',
        message = '',
        name = '',
        path = '',
        proof = '',
        reason = '',
        edit = '',
      ] = texts
      return {
        ...template,
        ...{ ruleId, title, why, fix, message, path, origin },
        subject: { kind: 'table', name },
        evidence: [
          { strength: 'measured', kind: 'lock', text: proof },
          {
            strength: 'inferred',
            kind: 'lineage',
            text: reason,
            place: { path: name, range: { start: 0, end: 0 } },
            lines: template.lines,
          },
        ],
        suggestion: { title, edits: [] },
        edits: [
          { lines: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 1 }, source: proof, text: edit },
        ],
        ...(template.suppressedBy && {
          suppressedBy: { place: { path, range: { start: 0, end: 0 } }, reason },
        }),
        ...(template.waivedBy && { waivedBy: { by: name, reason, until: title } }),
        ...(template.dismissedBy && { dismissedBy: { by: name, reason } }),
      }
    })
}

/** Everything told of a rehearsal, of plans and by a model, with every name, path, value and word of the server hostile. */
function hostileParts(
  texts: readonly string[],
  times: number,
): Pick<Report, 'rehearsal' | 'plans' | 'undetermined' | 'opinion'> {
  const own = new Set([
    ...['outcome', 'kind', 'what', 'mode', 'form', 'side'],
    ...[
      'category',
      'severity',
      'confidence',
      'enforcement',
      'status',
      'verdict',
      'topic',
      'tier',
      'share',
      'strength',
    ],
  ])
  let next = 0
  const spoilt = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return own.has(key) ? value : (texts[next++ % texts.length] ?? '')
    if (Array.isArray(value)) return value.map((item) => spoilt(item, key))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, spoilt(part, name)]))
  }
  const { histories, notRehearsed, disproved } = spoilt(reported) as ReportedRehearsal
  const often = <T>(list: readonly T[]) => Array.from({ length: times }, () => list).flat()
  const rehearsal = {
    histories: often(histories),
    notRehearsed: often(notRehearsed),
    disproved: often(disproved),
  }
  const { findings, ...said } = spoilt(everything) as Opinion
  const opinion = { ...said, findings: often(findings) }
  const plans = often([plan]).map((one) => spoilt(one) as LocatedPlan)
  return {
    rehearsal,
    plans,
    opinion,
    undetermined: often(undetermined).map((one) => spoilt(one) as LocatedUndetermined),
  }
}

/** Reports in which every string is hostile, from one finding to hundreds. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    findings: fc.array(
      fc.oneof(...[stillRead, rewrite, noTimeout, fixed, suppressed, waived, dismissed].map(hostileFinding)),
      {
        maxLength: 6,
      },
    ),
    times: fc.constantFrom(1, 1, 1, 1, 1, 30),
    texts: fc.array(text, { minLength: 10, maxLength: 10 }),
  })
  .map(({ findings, times, texts }) => {
    const [
      fact = '',
      team = '',
      given = '',
      name = '',
      before = '',
      after = '',
      path = '',
      reason = '',
      source = '',
      assumption = '',
    ] = texts
    const place = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }
    const changed = {
      subject: { kind: 'column' as const, name },
      path,
      range: { start: 0, end: 0 },
      lines: place,
    }
    return {
      ...report,
      decision: {
        verdict: 'block',
        risk: { level: 'high', reasons: [fact, reason] },
        reasons: [reason],
        approvals: { required: 2, teams: [team], given: [given], unknown: reason },
      },
      findings: Array.from({ length: times }, () => findings)
        .flat()
        .map((finding, i) => ({ ...finding, number: i + 1 })),
      changes: Array.from({ length: times }, () => ({
        ...changed,
        kind: 'column-type-changed' as const,
        before: { type: before },
        after: { type: after },
      })),
      ...hostileParts(texts, times),
      coverage: { files: [{ path, language: 'sql', status: 'not-evaluated', reason }] },
      assumptions: [assumption],
      policy: { sources: [{ name: source, commit: source }] },
    } satisfies Report
  })
