import type { Block } from '../../../src/core/terraform/configuration.ts'
import { referencesIn } from '../../../src/core/terraform/link.ts'
import { blocksAt, type Reading, read } from '../../../src/core/terraform/read.ts'
import { isList, isMap, isUnknown, type Value } from '../../../src/core/terraform/value.ts'
import type { Judge, Told } from './family.ts'

/** Principals of Google Cloud that are nobody in particular. */
const everybody = ['allUsers', 'allAuthenticatedUsers']

/** The three resources by which Google IAM is granted on one type: `google_storage_bucket` gives `google_storage_bucket_iam_member` and so on. */
export function iamTypes(...types: readonly string[]): string[] {
  return types.flatMap((type) => ['member', 'binding', 'policy'].map((kind) => `${type}_iam_${kind}`))
}

/** A grant to everybody: in `member`, `members`, or a binding of the policy behind `policy_data`. */
export const grantsToEverybody: Judge = inBindings((binding) => [
  ...everybodyIn(read(binding, 'member'), 'member'),
  ...everybodyIn(read(binding, 'members'), 'members'),
])

/** Judges each binding of an IAM resource: itself, or those of the data source its policy comes from. */
export function inBindings(judge: (binding: Block) => readonly Told[]): Judge {
  return (resource, { document: { byAddress } }) => {
    const { value, place } = read(resource, 'policy_data')
    if (!isUnknown(value)) return judge(resource)
    const policies = referencesIn(value).flatMap(({ address }) => byAddress.get(address) ?? [])
    const found = policies.map((policy) => blocksAt(policy, 'binding'))
    const told = found.flatMap(({ blocks }) => blocks.flatMap(judge))
    const open = found.length === 0 ? value : found.find((each) => each.open)?.open
    return open ? [...told, { kind: 'unclear', what: 'policy_data', place, because: open }] : told
  }
}

/** What is to be said of a member, or of a list of them. */
export function everybodyIn(reading: Reading, what: string): Told[] {
  return oneOfIn(reading, what, everybody)
}

/** One of the texts sought, as the value or anywhere in the list; a part that may be one of them leaves it open. */
export function oneOfIn(
  { value, place, attribute }: Reading,
  what: string,
  sought: readonly string[],
): Told[] {
  const items = flat(value)
  const found = items.find((item) => typeof item === 'string' && sought.includes(item))
  if (typeof found === 'string') {
    const via = attribute ? { via: attribute.via } : {}
    const fact = isList(value) ? `${found} is among ${what}` : `${what} is ${found}`
    return [{ kind: 'bad', what, place, fact, value: found, ...via }]
  }
  const open = items.filter(isUnknown).find((item) => mayBe(item.parts?.[0], sought))
  return open ? [{ kind: 'unclear', what, place, because: open }] : []
}

function flat(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null || isMap(value)) return []
  return isList(value) ? value : [value]
}

/** A text that begins with `serviceAccount:` is none of them, whatever follows. */
function mayBe(beginning: unknown, of: readonly string[]): boolean {
  return typeof beginning !== 'string' || of.some((text) => text.startsWith(beginning))
}
