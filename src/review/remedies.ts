import { isOpen } from '../core/decide.ts'
import type { Remedy } from '../core/opinion.ts'
import type { ReportedPlan } from '../core/report-plan.ts'
import type { Statement } from '../core/statement.ts'
import { parseAddress } from '../core/terraform/address.ts'
import { pathText } from './code-lines.ts'
import type { Material, SharedFile } from './material.ts'
import { canMend } from './mendable.ts'
import type { Draft } from './questions.ts'
import { dangerOf } from './rank.ts'

/** Most remedies that are asked for of one change. */
const mostRemedies = 2

/** Things worth writing for this change, of the most dangerous files first. */
export function draftRemedies(material: Material): readonly Draft[] {
  const wanted = material.files
    .filter(({ head }) => head !== undefined)
    .flatMap((file) => kindsFor(file, material).map((kind) => ({ file, kind })))
  return wanted
    .map((one) => ({ ...one, danger: dangerOf(material, [one.file.path]) }))
    .sort((one, other) => other.danger.weight - one.danger.weight)
    .slice(0, mostRemedies)
    .map(({ file, kind }) => draftOf(kind, file.path))
}

const titles: Readonly<Record<Remedy['kind'], string>> = {
  undo: 'A script that undoes',
  rewrite: 'A rewrite in safe steps of',
  narrow: 'A narrower policy for',
  moved: 'A moved block for',
}

function draftOf(kind: Remedy['kind'], path: string): Draft {
  return {
    ...{ id: `${kind}:${path}`, topic: 'remedy', remedy: kind, paths: [path] },
    title: `${titles[kind]} ${pathText(path)}`,
    tier: 'review',
  }
}

function kindsFor(file: SharedFile, material: Material): readonly Remedy['kind'][] {
  const own = material.evaluation.findings.filter((finding) => finding.path === file.path && isOpen(finding))
  if (file.topic === 'ddl') {
    const blocking = own.filter(({ enforcement }) => enforcement === 'block')
    return [
      ...(isForward(file) && canMend(blocking) ? ['rewrite' as const] : []),
      ...(lacksUndo(file) ? ['undo' as const] : []),
    ]
  }
  if (file.topic !== 'plan') return []
  return [
    ...(own.some(({ ruleId }) => narrowable.test(ruleId)) ? ['narrow' as const] : []),
    ...(hasUntoldMove(file, material) ? ['moved' as const] : []),
  ]
}

/** Rules on what a policy lets somebody do. */
const narrowable = /^(?:terraform|plan)\/iam-/

function isForward({ run, status }: SharedFile): boolean {
  const role = run?.document.migration?.role
  return (role === 'up' || role === 'repeatable') && status !== 'deleted'
}

/** What changes rows or nothing: there is no schema to go back to, and what rows were is not known. */
const ofRows: ReadonlySet<Statement['kind']> = new Set([
  ...(['insert', 'update', 'delete', 'merge', 'copy', 'truncate', 'read'] as const),
  ...(['set', 'transaction', 'lock-table', 'vacuum', 'cluster', 'reindex', 'do-block'] as const),
  'refresh-materialized-view',
])

/** A new migration whose tool has undo scripts and that has none, and that does more than write rows. */
function lacksUndo({ status, run }: SharedFile): boolean {
  if (status !== 'added' || !run) return false
  const { migration, undo, statements } = run.document
  return (
    migration?.role === 'up' &&
    migration.expectsUndo &&
    migration.partner === undefined &&
    undo.length === 0 &&
    statements.some(({ kind }) => !ofRows.has(kind))
  )
}

/** Whether a plan of this file's root destroys and creates one resource of a type each, and no rule sees one object in them. */
function hasUntoldMove({ path }: SharedFile, { terraform, evaluation }: Material): boolean {
  const document = terraform.find(({ files }) => files.some((file) => file.path === path))
  if (!document) return false
  const plans = (evaluation.plans ?? []).filter(({ root }) => root === document.root)
  return plans.some((plan) => createdInTheSteadOf(plan).some((one) => one.place?.path === path))
}

function createdInTheSteadOf({ resources, moves }: ReportedPlan): ReportedPlan['resources'] {
  const told = new Set(moves.flatMap(({ from, to }) => [from, to]))
  const isTold = (address: string) =>
    [...told].some((each) => address === each || address.startsWith(`${each}.`))
  const free = resources.filter(({ address }) => !isTold(address))
  const byType = (outcome: string) =>
    Map.groupBy(
      free.filter((one) => one.outcome === outcome),
      ({ address }) => parseAddress(address)?.type ?? '',
    )
  const [gone, made] = [byType('destroyed'), byType('created')]
  return [...made].flatMap(([type, fresh]) =>
    type !== '' && fresh.length === 1 && gone.get(type)?.length === 1 ? fresh : [],
  )
}
