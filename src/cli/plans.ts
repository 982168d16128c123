import { statSync } from 'node:fs'
import type { PlanFile } from '../pipeline/terraform.ts'
import { oneLine } from '../render/visible.ts'
import { longestPlan } from '../terraform/limits.ts'
import { readText } from './options.ts'

/** The plans a person named. One that is too long is not read into memory; the report says so. */
export function readPlans(names: readonly string[] = []): PlanFile[] {
  return names.map((name) => {
    const bytes = statSync(name, { throwIfNoEntry: false })?.size ?? 0
    if (bytes > longestPlan) {
      const megabytes = (limit: number) => `${Math.ceil(limit / 1024 ** 2)} MiB`
      return {
        name: oneLine(name),
        refused: `the plan has ${megabytes(bytes)}, and plans over ${megabytes(longestPlan)} are not read: plan fewer resources at once, or a part of the configuration of its own`,
      }
    }
    return { name: oneLine(name), text: readText(name, 'plan') }
  })
}
