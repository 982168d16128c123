import type { Severity } from '../core/finding.ts'
import type { FileCoverage, JudgedFinding, Report } from '../core/report.ts'
import type { Rule } from '../core/rule.ts'
import type { LineRange } from '../core/text.ts'
import { rulePage } from './rule-page.ts'
import { opinionSarif } from './sarif-opinion.ts'
import { artifact, encodePath, levels, location, message, pascalCase, region } from './sarif-parts.ts'
import { oneLine, visible } from './visible.ts'
import { compareText, unread, unreadReason, waiverText } from './words.ts'

export interface SarifOptions {
  /** Rules whose text enriches the tool's list; others are described from their findings. */
  readonly rules?: readonly Rule[]
  /** Absolute path of the repository. */
  readonly root?: string
  /** Address of the repository, for the provenance. */
  readonly repositoryUri?: string
  /**
   * Whether fixed findings are listed with `baselineState: absent`; left out: false, because GitHub code scanning does not read
   * `baselineState` and would open an alert for what is no longer there.
   */
  readonly fixed?: boolean
}

/** A report in SARIF 2.1.0. Columns are UTF-16 units; the region's end is exclusive, as ours. */
export function renderSarif(report: Report, options: SarifOptions = {}): string {
  const shown = report.findings.filter(
    ({ enforcement, status }) => enforcement !== 'off' && (options.fixed || status !== 'fixed'),
  )
  const ruleIds = [...new Set(shown.map(({ ruleId }) => ruleId))].sort(compareText)
  const said = opinionSarif(report.opinion, ruleIds.length)
  const version = report.versions.sluice
  const run = {
    tool: {
      driver: {
        name: 'Sluice',
        ...(version !== undefined && { version, semanticVersion: version }),
        rules: [...ruleIds.map((id) => ruleSarif(id, shown, options.rules ?? [])), ...said.rules],
      },
    },
    automationDetails: { id: 'sluice/' },
    ...provenance(report, options),
    originalUriBaseIds: { SRCROOT: sourceRoot(options.root) },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: report.decision.verdict !== 'error',
        toolExecutionNotifications: [
          ...unread(report).map(notification),
          ...untried(report),
          ...said.notifications,
        ],
      },
    ],
    results: [
      ...shown.map((finding) => result(finding, ruleIds.indexOf(finding.ruleId), report)),
      ...said.results,
    ],
  }
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return `${JSON.stringify(log, null, 2)}\n`
}

const baselineStates = { introduced: 'new', existing: 'unchanged', fixed: 'absent' } as const
/** GitHub reads 9.0 and more as critical, 7.0 as high, 4.0 as medium. */
const securitySeverity: Record<Severity, string> = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' }
const defaultLevels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const

function ruleSarif(id: string, findings: readonly JudgedFinding[], rules: readonly Rule[]) {
  const rule = rules.find((candidate) => candidate.id === id)
  const described = rule ?? findings.find(({ ruleId }) => ruleId === id)
  const { title = id, why = '', fix = '', severity = 'medium' as const } = described ?? {}
  const help = [why, fix].filter((text) => text !== '').join('\n\n') || title
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: visible(title) },
    fullDescription: { text: visible(why || title) },
    help: { text: visible(help), markdown: rule ? rulePage(rule) : visible(help) },
    defaultConfiguration: { level: defaultLevels[severity] },
    properties: {
      tags: ['data', ...(rule?.tags ?? [])].filter((tag, i, all) => all.indexOf(tag) === i),
      'security-severity': securitySeverity[severity],
      'problem.severity': { error: 'error', warning: 'warning', note: 'recommendation' }[
        defaultLevels[severity]
      ],
    },
  }
}

function result(finding: JudgedFinding, ruleIndex: number, report: Report) {
  const related = finding.evidence.flatMap(({ place, lines, text }) =>
    place && lines ? [{ ...location(place.path, lines), message: message(text) }] : [],
  )
  return {
    ruleId: finding.ruleId,
    ruleIndex,
    level: levels[finding.enforcement],
    ...placed(finding, report),
    ...(related.length > 0 && { relatedLocations: related.map((place, id) => ({ id, ...place })) }),
    partialFingerprints: { 'sluice/v1': finding.fingerprint },
    baselineState: baselineStates[finding.status],
    ...suppressions(finding),
    ...fixes(finding),
    properties: {
      severity: finding.severity,
      confidence: finding.confidence,
      origin: finding.origin,
      subject: visible(finding.subject.name),
    },
  }
}

/** GitHub refuses a whole upload for one result without a place: what has none at head stands at the top of a file, and says so. */
function placed({ path, lines, side, message: text }: JudgedFinding, { coverage }: Report) {
  if (path === '') {
    const file = coverage.files[0]?.path ?? '.github/sluice.yml'
    return { message: message(`${text} (this pull request as a whole)`), locations: [location(file, top)] }
  }
  if (side !== 'base') return { message: message(text), locations: [location(path, lines)] }
  const was = `${text} (line ${lines.startLine} before this change)`
  return { message: message(was), locations: [location(path, top)] }
}

const top: LineRange = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }

/** An empty list says: looked, and nothing suppresses it. */
function suppressions({ suppressedBy, suppressedAt, waivedBy, dismissedBy }: JudgedFinding) {
  const leave = waivedBy ? `${waivedBy.reason} (waived by ${waiverText(waivedBy)})` : undefined
  const external = leave ?? (dismissedBy && `${dismissedBy.reason} (dismissed by ${dismissedBy.by})`)
  if (external !== undefined) {
    return { suppressions: [{ kind: 'external', status: 'accepted', justification: oneLine(external) }] }
  }
  if (!suppressedBy) return { suppressions: [] }
  const { place, reason } = suppressedBy
  const at = suppressedAt && { location: location(place.path, suppressedAt) }
  return { suppressions: [{ kind: 'inSource', status: 'accepted', justification: oneLine(reason), ...at }] }
}

function fixes({ suggestion, edits, path }: JudgedFinding) {
  if (!suggestion || !edits || edits.length === 0) return {}
  const replacements = edits.map(({ lines, text }) => ({
    deletedRegion: region(lines),
    insertedContent: { text },
  }))
  return {
    fixes: [
      {
        description: message(suggestion.title),
        artifactChanges: [{ artifactLocation: artifact(path), replacements }],
      },
    ],
  }
}

function notification(file: FileCoverage) {
  return {
    descriptor: { id: 'sluice/not-evaluated' },
    level: 'warning',
    message: message(
      `${file.path} was not ${file.status === 'partly' ? 'wholly ' : ''}evaluated: ${unreadReason(file)}`,
    ),
    locations: [{ physicalLocation: { artifactLocation: artifact(file.path) } }],
  }
}

/** New migrations that could not be run, or whose failure proves nothing. */
function untried({ rehearsal }: Report) {
  const { histories = [], notRehearsed = [] } = rehearsal ?? {}
  const files = [...histories.flatMap((history) => history.files), ...notRehearsed]
  return files.flatMap((file) => {
    const reason = file.outcome === 'not-rehearsed' ? file.reason : file.excuse
    if (reason === undefined) return []
    return [
      {
        descriptor: { id: 'sluice/not-rehearsed' },
        level: 'note',
        message: message(`${file.path} was not rehearsed: ${reason}`),
        locations: [{ physicalLocation: { artifactLocation: artifact(file.path) } }],
      },
    ]
  })
}

function provenance({ head }: Report, { repositoryUri }: SarifOptions) {
  if (repositoryUri === undefined) return {}
  return {
    versionControlProvenance: [
      { repositoryUri, ...(head !== null && { revisionId: head }), mappedTo: { uriBaseId: 'SRCROOT' } },
    ],
  }
}

function sourceRoot(root: string | undefined) {
  const description = { text: 'The root of the repository.' }
  return root === undefined
    ? { description }
    : { uri: `file://${encodePath(root).replace(/\/?$/, '/')}`, description }
}
