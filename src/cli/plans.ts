import { existsSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, posix, relative, resolve, sep } from 'node:path'
import type { PlanFile } from '../pipeline/terraform.ts'
import { oneLine } from '../render/visible.ts'
import { longestPlan } from '../terraform/limits.ts'
import { readText } from './options.ts'

/** The plans a person named; of a change for which none was, nothing, and the report says so. */
export function givenPlans(
  given: readonly string[] | undefined,
  top?: string,
): { readonly plans?: readonly PlanFile[] } {
  return given === undefined || given.length === 0 ? {} : { plans: readPlans(given, top) }
}

/**
 * Each is `FILE` or `DIR=FILE`. One that is too long is not read into memory; the report says so. Paths of the report begin at `top`.
 */
export function readPlans(given: readonly string[] = [], top = '.'): PlanFile[] {
  return given.map((each) => {
    const { file, root } = parted(each)
    const directory = relative(resolve(top), dirname(resolve(file)))
      .split(sep)
      .join('/')
    return {
      ...named(file, {
        what: 'plan',
        refusal: 'plan fewer resources at once, or a part of the configuration of its own',
      }),
      isNamed: true,
      ...(directory.startsWith('..') || isAbsolute(directory) ? {} : { directory }),
      ...(root !== undefined && { root }),
    }
  })
}

function parted(given: string): { readonly file: string; readonly root?: string } {
  const at = given.indexOf('=')
  if (at < 0 || existsSync(given)) return { file: given }
  const directory = posix.normalize(given.slice(0, at) || '.').replace(/\/$/, '')
  return { file: given.slice(at + 1), root: directory === '.' ? '' : directory }
}

/** The report of Infracost that a person named. */
export function readCosts(file: string | undefined): { readonly costs?: PlanFile } {
  if (file === undefined) return {}
  return { costs: named(file, { what: 'file of costs', refusal: 'let Infracost report on fewer projects' }) }
}

function named(
  file: string,
  { what, refusal }: { readonly what: string; readonly refusal: string },
): PlanFile {
  const name = calledAs(file)
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (bytes <= longestPlan) return { name, text: readText(file, what) }
  const megabytes = (limit: number) => `${Math.ceil(limit / 1024 ** 2)} MiB`
  return {
    name,
    refused: `the ${what} has ${megabytes(bytes)}, and those over ${megabytes(longestPlan)} are not read: ${refusal}`,
  }
}

/** A file of elsewhere goes by its name alone: where it lies says nothing to those who read the report. */
function calledAs(file: string): string {
  const near = relative(process.cwd(), resolve(file))
  return oneLine(near.startsWith('..') || isAbsolute(near) ? basename(file) : near.split(sep).join('/'))
}
