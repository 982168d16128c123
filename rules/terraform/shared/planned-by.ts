import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'

/** Whether a plan speaks of a resource: then it says what happens. The text of a plan leaves out only what stays as it is. */
export function isPlanned({ address }: Resource, { plans }: TerraformDocument): boolean {
  return plans.some(
    ({ form, resources }) => form === 'text' || resources.some((planned) => planned.address === address),
  )
}
