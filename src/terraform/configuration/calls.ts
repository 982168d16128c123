import { inModule, keyText } from './addresses.ts'
import { attributeOf, type Declaration, headerOf } from './declaration.ts'
import type { CallInstance, CallNode, Entry, Frame, Item, ModuleInstance, Repetition } from './evaluation.ts'
import type { Lazy } from './lazy.ts'
import { deepestModule } from './limits.ts'
import { literalText } from './literal-text.ts'
import type { ModuleCode } from './module-code.ts'
import { repeated } from './repetition.ts'
import { calledDirectory, isLocal } from './roots.ts'

/** Enters a module. */
export type Enter = (code: ModuleCode, entry: Entry) => ModuleInstance

export class DeclaredCall implements CallNode {
  readonly module: ModuleInstance
  readonly declaration: Declaration
  readonly address: string
  readonly declared: string
  readonly directory?: string
  readonly #repetition: Lazy<Repetition>
  readonly #enter: Enter
  #instances: readonly CallInstance[] | undefined

  constructor(module: ModuleInstance, { name, declaration }: Named, enter: Enter) {
    const { entry, code, evaluation } = module
    this.module = module
    this.declaration = declaration
    this.address = inModule(entry.address, `module.${name}`)
    this.declared = inModule(entry.declared, `module.${name}`)
    this.#repetition = repeated(this.address, declaration, module)
    this.#enter = enter
    const directory = calledDirectory(declaration, code.directory)
    if (directory !== undefined && evaluation.layout.has(directory)) this.directory = directory
  }

  get repetition(): Repetition {
    return this.#repetition.get()
  }

  instances(): readonly CallInstance[] {
    this.#instances ??= this.repetition.items.map((item) => this.#instanceOf(item))
    return this.#instances
  }

  #instanceOf(item: Item): CallInstance {
    const { names, repeated } = item
    const address = `${this.address}${keyText(item.key)}`
    const frame = { module: this.module, names, ...(repeated && { repeated }) }
    const code = codeToEnter(this)
    const inside = code && this.#enter(code, entryOf(this, address, frame))
    return { address, item, frame, ...(inside && { inside }) }
  }
}

export interface Named {
  readonly name: string
  readonly declaration: Declaration
}

function entryOf(
  { module, declaration, declared, repetition }: CallNode,
  address: string,
  frame: Frame,
): Entry {
  const { entry, code } = module
  const uncertain = repetition.uncertain ?? entry.uncertain
  return {
    address,
    declared,
    calls: [...entry.calls, headerOf(declaration)],
    ancestors: [...entry.ancestors, code.directory],
    settings: { kind: 'call', call: declaration, frame },
    ...(uncertain && { uncertain }),
  }
}

/** The code of the module called, if it can be entered. */
function codeToEnter(call: CallNode): ModuleCode | undefined {
  const { evaluation } = call.module
  const refusal = refusalOf(call)
  if (refusal !== undefined)
    evaluation.problems.tellHidden(headerOf(call.declaration), refusal, { within: call.declared })
  if (refusal !== undefined || call.directory === undefined) return undefined
  const code = evaluation.layout.get(call.directory)
  if (code) evaluation.instances.use(1 + code.resources.size)
  return code
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
