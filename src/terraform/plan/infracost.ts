import type { CostReport, ResourceCost } from '../../core/terraform/cost.ts'
import { deepest, isObject, type Json, listAt, member, nesting, textAt } from './json.ts'

export type CostReading =
  | { readonly ok: true; readonly report: CostReport }
  | { readonly ok: false; readonly reason: string }

/** Longer files are no report. */
const longestReport = 64 * 1024 * 1024

/**
 * Reads the JSON of `infracost breakdown` or `infracost diff`. A breakdown without the past says what there will be and not what there
 * was.
 */
export function readInfracost(text: string): CostReading {
  if (text.length > longestReport) return refused('The file of costs is too long to be read.')
  if (nesting(text) > deepest)
    return refused('The file of costs is nested deeper than any report of Infracost.')
  let json: Json
  try {
    json = JSON.parse(text)
  } catch {
    return refused('The file of costs is no JSON. Run `infracost diff --format json`.')
  }
  const projects = member(json, 'projects')
  if (!Array.isArray(projects) || textAt(json, 'currency') === undefined) {
    return refused('The file of costs is no report of Infracost. Run `infracost diff --format json`.')
  }
  return { ok: true, report: reportOf(json, projects) }
}

function reportOf(json: Json, projects: readonly Json[]): CostReport {
  const hasPast = projects.some((project) => isObject(member(project, 'pastBreakdown')))
  const resources = projects.flatMap((project) => {
    const [before, after] = [costsOf(member(project, 'pastBreakdown')), costsOf(member(project, 'breakdown'))]
    const isTold = isObject(member(project, 'pastBreakdown'))
    return [...new Set([...before.keys(), ...after.keys()])].map(
      (address): ResourceCost => ({
        address,
        before: before.has(address) || !isTold ? before.get(address) : 0,
        after: after.has(address) ? after.get(address) : 0,
      }),
    )
  })
  return {
    currency: textAt(json, 'currency') ?? '',
    resources,
    before: hasPast ? amount(member(json, 'pastTotalMonthlyCost')) : undefined,
    after: amount(member(json, 'totalMonthlyCost')),
  }
}

function costsOf(breakdown: Json): ReadonlyMap<string, number | undefined> {
  return new Map(
    listAt(breakdown, 'resources').flatMap((resource): [string, number | undefined][] => {
      const address = textAt(resource, 'address') ?? textAt(resource, 'name')
      return address === undefined ? [] : [[address, amount(member(resource, 'monthlyCost'))]]
    }),
  )
}

/** Amounts are written as text, in later versions as numbers. */
function amount(json: Json): number | undefined {
  const value = typeof json === 'string' && /^-?\d{1,15}(?:\.\d{1,30})?$/.test(json) ? Number(json) : json
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function refused(reason: string): CostReading {
  return { ok: false, reason }
}
