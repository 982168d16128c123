import { statSync } from 'node:fs'
import { basename, isAbsolute, relative, resolve, sep } from 'node:path'
import type { PlanFile } from '../pipeline/terraform.ts'
import { oneLine } from '../render/visible.ts'
import { longestPlan } from '../terraform/limits.ts'
import { readText } from './options.ts'

/** The plans a person named. One that is too long is not read into memory; the report says so. */
export function readPlans(names: readonly string[] = []): PlanFile[] {
  return names.map((file) => {
    const name = calledAs(file)
    const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (bytes > longestPlan) {
      const megabytes = (limit: number) => `${Math.ceil(limit / 1024 ** 2)} MiB`
      return {
        name,
        refused: `the plan has ${megabytes(bytes)}, and plans over ${megabytes(longestPlan)} are not read: plan fewer resources at once, or a part of the configuration of its own`,
      }
    }
    return { name, text: readText(file, 'plan') }
  })
}

/** A file of elsewhere goes by its name alone: where it lies says nothing to those who read the report. */
function calledAs(file: string): string {
  const near = relative(process.cwd(), resolve(file))
  return oneLine(near.startsWith('..') || isAbsolute(near) ? basename(file) : near.split(sep).join('/'))
}
