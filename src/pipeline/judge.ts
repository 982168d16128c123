import { compare } from '../core/compare.ts'
import { fileContext } from '../core/context.ts'
import type {
  HistoryDocument,
  PullRequestDocument,
  SuppressionNote,
  TerraformDocument,
  Unparsed,
} from '../core/document.ts'
import { optionsFor } from '../core/enforcement.ts'
import { type Disproved, type Evaluated, evaluate, type Undetermined } from '../core/evaluate.ts'
import type { Finding, RawFinding } from '../core/finding.ts'
import type { Policy } from '../core/policy.ts'
import type { Rehearsal } from '../core/rehearsal.ts'
import type { FileRun } from '../core/replay.ts'
import type { RehearsalResults } from '../core/report-rehearsal.ts'
import type { Rule } from '../core/rule.ts'
import { basePath, type FileChange } from '../core/snapshot.ts'
import type { Statistics } from '../core/statistics.ts'
import { suppress } from '../core/suppress.ts'
import type { CodeFile } from '../core/terraform/configuration.ts'
import { differences } from '../core/terraform/earlier.ts'
import { reasonOf } from '../core/terraform/unseen.ts'
import { historyDocuments } from './history-documents.ts'
import type { Model } from './model.ts'
import { problemNotes, suppressionNotes } from './suppression-notes.ts'
import { historyOf, type Side, type Survey } from './survey.ts'
import type { TerraformModel } from './terraform.ts'
import { toldOnce } from './variants.ts'

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
  readonly changed: readonly FileChange[]
  /** What running the new files showed. */
  readonly rehearsals: readonly Rehearsal[]
  /** The text of a merged file, where it was read. */
  readonly baseText: (path: string) => string | undefined
  readonly terraform: TerraformModel
}

export interface Judged {
  readonly findings: readonly Finding[]
  /** Where rules cannot tell of head what they could tell of base, or what is new. */
  readonly undetermined: readonly Undetermined[]
  /** What rules said of head and the rehearsal took back. */
  readonly disproved: RehearsalResults['disproved']
}

/** Every rule on both sides, compared; then what comments suppress, and what the review has to say about itself. */
export function judge(survey: Survey, model: Model, judging: Judging): Judged {
  const { terraform, changed } = judging
  const isOff = offBy(judging)
  const base = [...model.base.values()].filter(isJudged)
  const head = [...model.head.values()].filter(isJudged)
  const codeBefore = evaluateAll(terraform.base, judging)
  const codeAfter = evaluateAll(terraform.head, judging)
  const { findings: before } = evaluateFiles(base, survey.base, { survey, model, judging })
  const evaluated = evaluateFiles(head, survey.head, { survey, model, judging })
  const after = [...evaluated.findings, ...evaluateAll(historyDocuments(survey), judging).findings]
  // What was disproved is neither fixed nor told, and a comment that suppresses it is not for nothing.
  const disproved = evaluated.disproved.map(({ finding }) => finding)
  const undetermined = newlyUndetermined(codeBefore.undetermined, codeAfter.undetermined)
  const compared = [
    ...compare(before, [...after, ...disproved], changed),
    // A resource is the same in whatever file it stands: one in a new file may be an old one.
    ...compare(codeBefore.findings, [...codeAfter.findings, ...codeAfter.subsumed]),
  ]
  const silenced = suppress({
    ...judging,
    isOff,
    findings: stillOpen(compared, [
      ...codeAfter.undetermined.map(openPlace),
      ...unreadPlaces(terraform.head, changed),
    ]),
    documents: [...documentsOf(head), ...filesOf(terraform.head)],
  })
  const silencedBefore = suppress({
    ...judging,
    isOff,
    findings: [...before, ...codeBefore.findings],
    documents: [...documentsOf(base), ...filesOf(terraform.base)],
  })
  const about = compare(
    evaluateAll([pullRequestDocument(judging, 'before', problemNotes(silencedBefore))], judging).findings,
    evaluateAll(
      [pullRequestDocument(judging, 'after', suppressionNotes(silencedBefore, silenced, changed))],
      judging,
    ).findings,
    changed,
  )
  // What gave way is not told, but not fixed either.
  const kept = new Set(codeAfter.findings.map(placeOf))
  const yielded = codeAfter.subsumed.filter((one) => !kept.has(placeOf(one)))
  const dropped = new Set([...disproved, ...yielded].map(placeOf))
  const told = silenced.findings.filter((one) => one.status === 'fixed' || !dropped.has(placeOf(one)))
  return {
    findings: [...told, ...about],
    undetermined,
    disproved: evaluated.disproved.map(disproofOf),
  }
}

/** Files that several configurations share, once. */
function filesOf(documents: readonly TerraformDocument[]): readonly CodeFile[] {
  return [...new Map(documents.flatMap(({ files }) => files).map((file) => [file.path, file])).values()]
}

function offBy({ rules, policy }: Judging): (ruleId: string, path: string) => boolean {
  const known = new Map(rules.map((rule) => [rule.id, rule]))
  const options = optionsFor(policy)
  return (ruleId, path) => {
    const rule = known.get(ruleId)
    return rule !== undefined && options(rule, path) === undefined
  }
}

type About = Pick<Finding, 'ruleId' | 'subject' | 'path'>

/** A resource by its type and label, whichever call of its module it stands for. */
const aboutOf = ({ ruleId, subject, path }: About) =>
  JSON.stringify([ruleId, subject.kind, /[^.]+\.[^.]+$/.exec(subject.name)?.[0] ?? subject.name, path])

/** Fixed findings of which it is not known whether they are, and why. */
interface Open {
  readonly key: string
  readonly reason: string
}

const openPlace = (one: Undetermined): Open => ({ key: aboutOf(one), reason: one.reason })

const pathKey = (path: string) => `path ${path}`
const nameKey = (name: string) => `resource ${name}`

/** Of files that head did not read, under the names they had at base, and of resources that may stand in these. */
function unreadPlaces(documents: readonly TerraformDocument[], changed: readonly FileChange[]): Open[] {
  const former = new Map(changed.map((change) => [change.path, basePath(change) ?? change.path]))
  return documents.flatMap((document) => [
    ...document.problems
      .filter(({ unread }) => unread)
      .map((problem) => {
        const { path } = problem.place
        return { key: pathKey(former.get(path) ?? path), reason: reasonOf(problem) }
      }),
    ...differences(document).unseen.map(({ was, because }) => ({
      key: nameKey(was.declared),
      reason: because.because.map(({ text }) => text).join(', as '),
    })),
  ])
}

/** What was told of base and cannot be told of head is not fixed. */
function stillOpen(findings: readonly Finding[], places: readonly Open[]): readonly Finding[] {
  const open = new Map(places.map(({ key, reason }) => [key, reason]))
  return findings.map((finding) => {
    const keys = [aboutOf(finding), pathKey(finding.path), nameKey(finding.subject.name)]
    const reason = finding.status === 'fixed' ? keys.map((key) => open.get(key)).find(Boolean) : undefined
    if (reason === undefined) return finding
    const message = `${finding.message} Whether this still holds cannot be told: ${reason}.`
    return { ...finding, status: 'existing', side: 'base', confidence: 'low', message }
  })
}

/** Only what this change does: what could not be told before either is left out. */
function newlyUndetermined(
  before: readonly Undetermined[],
  after: readonly Undetermined[],
): readonly Undetermined[] {
  const key = (one: Undetermined) => `${aboutOf(one)} ${one.reason}`
  const known = new Set(before.map(key))
  return [...new Map(after.map((one) => [key(one), one])).values()].filter((one) => !known.has(key(one)))
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
    undetermined: [],
    subsumed: [],
  }
}

function rehearsalOf(path: string, { rehearsals }: Judging): Rehearsal | undefined {
  return rehearsals.find(({ files }) => files.some((file) => file.path === path))
}

/** Documents that are no single file. What several of them share (a module that two configurations call) is told once. */
function evaluateAll(
  documents: readonly (HistoryDocument | PullRequestDocument | TerraformDocument)[],
  { rules, policy }: Judging,
): Pick<Evaluated, 'findings' | 'undetermined' | 'subsumed'> {
  const evaluated = documents.map((document) => ({
    document,
    ...evaluate(rules, document, undefined, optionsFor(policy)),
  }))
  return {
    findings: toldOnce(evaluated),
    undetermined: evaluated.flatMap((one) => one.undetermined),
    subsumed: evaluated.flatMap((one) => one.subsumed),
  }
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
    paths: changed.map(({ path }) => path),
    added: side === 'after' ? changed.flatMap(addedPath) : [],
    text: '',
    unread: unread[side],
    policyFiles: side === 'after' ? policyFiles : [],
    suppressions,
  }
}

function addedPath({ status, path }: FileChange): readonly string[] {
  return status === 'added' || status === 'renamed' ? [path] : []
}
