import { isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { failed, settled } from '../evaluate/failure.ts'
import { follow } from '../evaluate/follow.ts'
import type { Traversal } from '../evaluate/scope.ts'
import { inModule, keyText } from './addresses.ts'
import { passed } from './evaluating.ts'
import type { Frame, Item, Repetition } from './frame.ts'
import type { Lazy } from './lazy.ts'
import { deepestModule } from './limits.ts'
import { literalText } from './literal-text.ts'
import { attributeOf, type Declaration } from './module-code.ts'
import { ModuleInstance } from './module-instance.ts'
import { repeated } from './repetition.ts'
import { calledDirectory, isLocal } from './roots.ts'
import { type At, after, placeIn, undeclared } from './scopes.ts'

/** A `module` block in one instance of the module that holds it. */
export class CallNode {
  readonly module: ModuleInstance
  readonly declaration: Declaration
  readonly address: string
  readonly declared: string
  /** Of a local module that is there. */
  readonly directory?: string
  readonly #repetition: Lazy<Repetition>
  #instances: readonly CallInstance[] | undefined

  constructor(module: ModuleInstance, name: string, declaration: Declaration) {
    this.module = module
    this.declaration = declaration
    this.address = inModule(module.address, `module.${name}`)
    this.declared = inModule(module.declared, `module.${name}`)
    this.#repetition = repeated(this.address, declaration, module)
    const directory = calledDirectory(declaration, module.code.directory)
    if (directory !== undefined && module.evaluation.layout.has(directory)) this.directory = directory
  }

  get repetition(): Repetition {
    return this.#repetition.get()
  }

  get place(): Place {
    return { path: this.declaration.path, range: this.declaration.block.header }
  }

  instances(): readonly CallInstance[] {
    this.#instances ??= this.repetition.items.map((item) => instanceOf(this, item))
    return this.#instances
  }
}

export interface CallInstance {
  readonly address: string
  readonly item: Item
  readonly frame: Frame
  /** The module called; undefined where it is not in this repository, or was not entered. */
  readonly inside?: ModuleInstance
}

function instanceOf(call: CallNode, item: Item): CallInstance {
  const { module } = call
  const { names, repeated } = item
  const address = `${call.address}${keyText(item.key)}`
  const frame = { module, names, ...(repeated && { repeated }) }
  const inside = entered(call, address, frame)
  return { address, item, frame, ...(inside && { inside }) }
}

function entered(call: CallNode, address: string, frame: Frame): ModuleInstance | undefined {
  const { module, declaration, directory } = call
  const { evaluation, entry, code } = module
  const refusal = refusalOf(call)
  if (refusal !== undefined) evaluation.problems.tell(call.place, refusal)
  const called = directory === undefined ? undefined : evaluation.layout.get(directory)
  if (refusal !== undefined || !called) return undefined
  evaluation.instances.use(1 + called.resources.size)
  const uncertain = call.repetition.uncertain ?? entry.uncertain
  return new ModuleInstance(evaluation, called, {
    address,
    declared: call.declared,
    calls: [...entry.calls, call.place],
    ancestors: [...entry.ancestors, code.directory],
    settings: { kind: 'call', call: declaration, frame },
    ...(uncertain && { uncertain }),
  })
}

/** Why a local module cannot be entered, as a sentence. */
function refusalOf({ module, declaration, directory, declared }: CallNode): string | undefined {
  const { evaluation, entry, code } = module
  const source = literalText(attributeOf(declaration, 'source')?.node.value)
  if (directory === undefined) {
    return source !== undefined && isLocal(source)
      ? `${declared} is not evaluated: there is no code in ${source}.`
      : undefined
  }
  if (directory === code.directory || entry.ancestors.includes(directory)) {
    return `${declared} is not evaluated: the module calls itself.`
  }
  if (entry.ancestors.length >= deepestModule) return `${declared} is not evaluated: it is nested too deeply.`
  return evaluation.instances.isUsedUp
    ? `${declared} is not evaluated: there are too many instances before it.`
    : undefined
}

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
