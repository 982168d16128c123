import { isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { failed, settled } from '../evaluate/failure.ts'
import { follow } from '../evaluate/follow.ts'
import type { Traversal } from '../evaluate/scope.ts'
import { passed } from './chain.ts'
import type { CallInstance, ModuleInstance } from './evaluation.ts'
import { type At, after, placeIn, undeclared } from './traversals.ts'

/** `module.lake["eu"].bucket`; without a name below it every output of it. */
export function callValue(name: string, traversal: Traversal, at: At): Value {
  const call = at.module.call(name)
  const place = placeIn(traversal, at)
  if (!call) return undeclared(`module.${name}`, place, at.module)
  const { kind, uncertain } = call.repetition
  const instances = call.instances()
  const [key] = traversal.steps
  if (kind === 'single') return outputValue(instances[0], traversal, at)
  if (uncertain) return key === undefined ? uncertain : outputValue(instances[0], after(traversal, 1), at)
  if (key === undefined) {
    const all = instances.map(
      (each) => [String(each.item.key), outputValue(each, after(traversal, 1), at)] as const,
    )
    return kind === 'count' ? all.map(([, value]) => value) : new Map(all)
  }
  if (isUnknown(key)) return { kind: 'unknown', because: key.because }
  const instance = instances.find(({ item }) => String(item.key) === String(key))
  if (!instance) return failed(`${call.address} has no instance ${String(key)}`, place)
  return outputValue(instance, after(traversal, 1), at)
}

function outputValue(instance: CallInstance | undefined, traversal: Traversal, at: At): Value {
  const [name] = traversal.steps
  const place = placeIn(traversal, at)
  if (!instance?.inside) return notEntered(instance, String(name ?? ''), place)
  const { inside } = instance
  if (name === undefined) return outputs(inside)
  const value = typeof name === 'string' ? inside.output(name) : undefined
  const text = `${instance.address}.${isUnknown(name) ? '' : name}`
  if (value === undefined) return undeclared(text, place, inside)
  return passed(follow(settled(value), after(traversal, 1), at.scope), {
    text: `${text} is not known`,
    place,
  })
}

function notEntered(instance: CallInstance | undefined, name: string, place: Place): Unknown {
  const what = `${instance?.address ?? 'it'}${name && `.${name}`}`
  return unknown(`${what} comes from a module that is not read here`, place)
}

function outputs(module: ModuleInstance): Value {
  return new Map([...module.code.outputs.keys()].map((name) => [name, module.output(name) ?? null]))
}
