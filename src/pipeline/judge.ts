import { compare } from '../core/compare.ts'
import { fileContext } from '../core/context.ts'
import type { HistoryDocument, PullRequestDocument, SuppressionNote, Unparsed } from '../core/document.ts'
import { optionsFor } from '../core/enforcement.ts'
import { type Disproved, type Evaluated, evaluate } from '../core/evaluate.ts'
import type { Finding, RawFinding } from '../core/finding.ts'
import type { Policy } from '../core/policy.ts'
import type { Rehearsal } from '../core/rehearsal.ts'
import type { FileRun } from '../core/replay.ts'
import type { RehearsalResults } from '../core/report-rehearsal.ts'
import type { Rule } from '../core/rule.ts'
import type { Statistics } from '../core/statistics.ts'
import { suppress } from '../core/suppress.ts'
import { historyDocuments } from './history-documents.ts'
import type { Model } from './model.ts'
import { problemNotes, suppressionNotes } from './suppression-notes.ts'
import { historyOf, type Side, type Survey } from './survey.ts'

export interface Judging {
  readonly rules: readonly Rule[]
  readonly policy: Policy
  readonly statistics: Statistics
  /** ISO date. */
  readonly today: string
  /** In a pull request, tables of the change itself are told from merged ones; files taken one by one have no such past. */
  readonly scope: 'pull-request' | 'files'
  /** What could not be read, and the files that decide how changes are judged. */
  readonly unread: { readonly before: readonly Unparsed[]; readonly after: readonly Unparsed[] }
  readonly policyFiles: readonly string[]
  /** Every changed path. */
  readonly changed: readonly string[]
  /** What running the new files showed. */
  readonly rehearsals: readonly Rehearsal[]
  /** The text of a merged file, where it was read. */
  readonly baseText: (path: string) => string | undefined
}

export interface Judged {
  readonly findings: readonly Finding[]
  /** What rules said of head and the rehearsal took back. */
  readonly disproved: RehearsalResults['disproved']
}

/** Every rule on both sides, compared; then what comments suppress, and what the review has to say about itself. */
export function judge(survey: Survey, model: Model, judging: Judging): Judged {
  const base = [...model.base.values()].filter(isJudged)
  const head = [...model.head.values()].filter(isJudged)
  const { findings: before } = evaluateFiles(base, survey.base, { survey, model, judging })
  const evaluated = evaluateFiles(head, survey.head, { survey, model, judging })
  const after = [
    ...evaluated.findings,
    ...historyDocuments(survey).flatMap((document) => evaluateWhole(document, judging)),
  ]
  // What was disproved is neither fixed nor told, and a comment that suppresses it is not for nothing.
  const disproved = evaluated.disproved.map(({ finding }) => finding)
  const silenced = suppress({
    ...judging,
    findings: compare(before, [...after, ...disproved], survey.sql),
    documents: documentsOf(head),
  })
  const silencedBefore = suppress({ ...judging, findings: before, documents: documentsOf(base) })
  const about = compare(
    evaluateWhole(pullRequestDocument(judging, 'before', problemNotes(silencedBefore)), judging),
    evaluateWhole(
      pullRequestDocument(judging, 'after', suppressionNotes(silencedBefore, silenced, survey.sql)),
      judging,
    ),
    survey.sql,
  )
  const dropped = new Set(disproved.map(placeOf))
  const told = silenced.findings.filter((one) => one.status === 'fixed' || !dropped.has(placeOf(one)))
  return { findings: [...told, ...about], disproved: evaluated.disproved.map(disproofOf) }
}

function disproofOf({ finding: { ruleId, path, range, subject }, why }: Disproved) {
  return { ruleId, path, range, subject: subject.name, why }
}

const placeOf = ({ path, fingerprint }: RawFinding) => `${fingerprint} ${path}`

const documentsOf = (runs: readonly FileRun[]) => runs.map(({ document }) => document)

/** Undo scripts are meant to take things away, and dumps only state what is: neither is judged statement by statement. */
function isJudged({ document }: FileRun): boolean {
  const role = document.migration?.role
  return role === undefined || role === 'up' || role === 'repeatable'
}

function evaluateFiles(
  runs: readonly FileRun[],
  side: Side,
  { survey, model, judging }: { readonly survey: Survey; readonly model: Model; readonly judging: Judging },
): Evaluated {
  const { rules, policy, statistics, scope, baseText } = judging
  const byRoot = Map.groupBy(runs, ({ document }) => historyOf(side, document.path)?.root)
  const evaluated = [...byRoot].flatMap(([root, members]) => {
    const siblings = members.map(({ document }) => document)
    const merged = root !== undefined && scope === 'pull-request' ? model.merged.get(root) : undefined
    const world = { statistics, siblings, ...(merged ? { merged } : {}) }
    return members.map((run) => {
      const { path } = run.document
      const tried = side === survey.head ? rehearsalOf(path, judging) : undefined
      const version = survey.versions.at(path)
      const context = fileContext(run, { ...world, version, ...(tried && { rehearsal: tried, baseText }) })
      return evaluate(rules, run.document, context, optionsFor(policy))
    })
  })
  return {
    findings: evaluated.flatMap(({ findings }) => findings),
    disproved: evaluated.flatMap(({ disproved }) => disproved),
  }
}

function rehearsalOf(path: string, { rehearsals }: Judging): Rehearsal | undefined {
  return rehearsals.find(({ files }) => files.some((file) => file.path === path))
}

function evaluateWhole(
  document: HistoryDocument | PullRequestDocument,
  judging: Judging,
): readonly RawFinding[] {
  return evaluate(judging.rules, document, undefined, optionsFor(judging.policy)).findings
}

/** What the review has to say of one side. That policy files change is a fact about head alone. */
function pullRequestDocument(
  { unread, policyFiles, changed }: Judging,
  side: 'before' | 'after',
  suppressions: readonly SuppressionNote[],
): PullRequestDocument {
  return {
    language: 'pull-request',
    path: '',
    paths: changed,
    text: '',
    unread: unread[side],
    policyFiles: side === 'after' ? policyFiles : [],
    suppressions,
  }
}
