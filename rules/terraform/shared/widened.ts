import type { TerraformDocument } from '../../../src/core/document.ts'
import type { Sides } from '../../../src/core/iam/policy-changes.ts'
import { valuesOf } from '../../../src/core/terraform/body-values.ts'
import type { Resource } from '../../../src/core/terraform/configuration.ts'
import { differences } from '../../../src/core/terraform/earlier.ts'
import { placeAt } from '../../../src/core/terraform/read.ts'
import type { Path } from '../../../src/core/terraform/value.ts'
import type { Place } from '../../../src/core/text.ts'
import { isPlanned } from './planned-by.ts'

/** A resource that is there before and after, with what its code says on both sides. */
export interface Changed extends Sides {
  readonly resource: Resource
}

/** Of what a plan speaks, it says more. */
export function changedIn(document: TerraformDocument): readonly Changed[] {
  return differences(document)
    .pairs.filter(({ is }) => is.mode === 'managed' && !isPlanned(is, document))
    .map(({ was, is }) => ({
      resource: is,
      type: is.resourceType,
      before: valuesOf(was),
      after: valuesOf(is),
    }))
}

/** Where an argument stands, and where its value was set. */
export function setAt(
  resource: Resource,
  path: Path,
): { readonly place: Place; readonly via?: readonly Place[] } {
  const attribute = resource.attributes.get(String(path[0]))
  return { place: placeAt(resource, path), ...(attribute && { via: attribute.via }) }
}
