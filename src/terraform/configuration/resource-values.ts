import { isUnknown, type Reference, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { failed, settled } from '../evaluate/failure.ts'
import { follow } from '../evaluate/follow.ts'
import type { Step, Traversal } from '../evaluate/scope.ts'
import { through } from './chain.ts'
import type { ResourceInstance, ResourceNode } from './evaluation.ts'
import { type At, after, placeIn, undeclared } from './traversals.ts'

/** `aws_s3_bucket.zone["raw"].arn`, `data.aws_vpc.main.id`, `aws_s3_bucket.zone`. */
export function resourceValue(traversal: Traversal, at: At): Value {
  const isData = traversal.root === 'data'
  const length = isData ? 2 : 1
  const declared = [traversal.root, ...traversal.steps.slice(0, length).map(stepText)].join('.')
  const node = at.module.resource(declared)
  if (node === undefined) return undeclared(declared, placeIn(traversal, at), at.module)
  return nodeValue(node, after(traversal, length), at)
}

const stepText = (step: Step) => (isUnknown(step) ? '' : String(step))

function nodeValue(node: ResourceNode, traversal: Traversal, at: At): Value {
  const { kind, uncertain } = node.repetition
  const instances = node.instances()
  const [key] = traversal.steps
  if (kind === 'single') return one(instances[0], traversal, at)
  if (uncertain) return key === undefined ? uncertain : one(instances[0], after(traversal, 1), at)
  if (key === undefined) return all(node, placeIn(traversal, at))
  if (isUnknown(key)) return oneOfSome(node, traversal, key)
  const instance = instances.find((each) => String(each.item.key) === String(key))
  if (instance) return one(instance, after(traversal, 1), at)
  return failed(`${node.address} has no instance ${String(key)}`, placeIn(traversal, at))
}

function one(instance: ResourceInstance | undefined, traversal: Traversal, at: At): Value {
  if (!instance) return failed('there is no such resource', placeIn(traversal, at))
  return traversal.steps.length === 0
    ? whole(instance, placeIn(traversal, at))
    : below(instance, traversal, at)
}

/** A resource as a value: what its attributes are is looked up where they are used. */
function whole({ address }: ResourceInstance, place: Place): Unknown {
  return {
    ...unknown(`${address} is known in full after apply`, place),
    reference: { address, attribute: '' },
  }
}

function all(node: ResourceNode, place: Place): Value {
  const values = node
    .instances()
    .map((instance) => [String(instance.item.key), whole(instance, place)] as const)
  return node.repetition.kind === 'count' ? values.map(([, value]) => value) : new Map(values)
}

/** One instance of several, under a key that is not known. */
function oneOfSome(node: ResourceNode, { steps }: Traversal, key: Unknown): Value {
  const [, attribute] = steps
  if (typeof attribute !== 'string') return { kind: 'unknown', because: key.because }
  return { kind: 'unknown', because: key.because, reference: { address: node.declared, attribute } }
}

/** What stands below one resource: what the code says of it, else what only the provider knows. */
export function below(instance: ResourceInstance, traversal: Traversal, at: At): Value {
  const [name] = traversal.steps
  const place = placeIn(traversal, at)
  if (typeof name !== 'string') return unknown(`${instance.address} has no elements`, place)
  const reference = { address: instance.address, attribute: name }
  const value = instance.computed(name) ?? instance.attribute(name)?.value
  if (value === undefined || value === null) {
    const computed: Value = {
      ...unknown(`${instance.address}.${name} is ${when(instance)}`, place),
      reference,
    }
    return follow(computed, after(traversal, 1), at.scope)
  }
  const found = follow(settled(value), after(traversal, 1), at.scope)
  return isUnknown(found) ? referring(found, reference, place) : found
}

function when({ node }: ResourceInstance): string {
  return node.mode === 'data' ? 'read when planning' : 'known after apply'
}

/**
 * The unknown name of a resource stands for that resource; what it got from another one (`kms_key_id`, `role_arn`) for that.
 */
function referring(value: Unknown, reference: Reference, place: Place): Unknown {
  const chained = through(value, { text: `${reference.address}.${reference.attribute} is not known`, place })
  const isPointer = /_(?:ids?|arns?|key)$/.test(reference.attribute)
  return value.reference && isPointer ? chained : { ...chained, reference }
}
