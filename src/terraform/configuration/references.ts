import type { References } from '../../core/terraform/configuration.ts'
import type { Expression, HclAttribute, SplatStep } from '../hcl/syntax.ts'
import { inModule } from './addresses.ts'
import { attributeOf, type Declaration } from './declaration.ts'
import type { ModuleInstance } from './evaluation.ts'
import { literalKey } from './literal-text.ts'
import { providerName } from './module-code.ts'

/** What each thing in the modules entered refers to, by what stands in the code: no value is looked at. */
export class ReferenceGraph {
  readonly #edges = new Map<string, Set<string>>()
  readonly #entered = new Set<string>()

  /** A module that several instances of a call enter is the same code: it is read once. */
  add(module: ModuleInstance): void {
    const { code, entry } = module
    if (this.#entered.has(entry.declared)) return
    this.#entered.add(entry.declared)
    const named = (name: string) => inModule(entry.declared, name)
    for (const [name, declaration] of code.resources) this.#say(named(name), declaration, module)
    for (const each of code.providers) this.#say(named(`provider.${providerName(each)}`), each, module)
    for (const [name, declaration] of code.outputs) this.#say(named(`output.${name}`), declaration, module)
    for (const [name, { node }] of code.locals) this.#say(named(`local.${name}`), node, module)
    for (const [name, declaration] of code.calls) this.#call(name, declaration, module)
  }

  all(): References {
    return new Map([...this.#edges].map(([name, to]) => [name, [...to]]))
  }

  #say(from: string, written: Declaration | HclAttribute, module: ModuleInstance): void {
    const nodes = 'block' in written ? nodesOf(written) : [written]
    const known = this.#edges.get(from) ?? new Set<string>()
    this.#edges.set(from, known)
    for (const chain of nodes.flatMap(chainsIn)) {
      for (const to of meant(chain, module)) {
        known.add(to.name)
        // One output of another configuration is part of what is read of it.
        if (to.within !== undefined) this.#edges.set(to.name, new Set([to.within]))
      }
    }
  }

  /** The arguments of a call are the variables of what it calls; a module from elsewhere may do anything with them. */
  #call(name: string, declaration: Declaration, module: ModuleInstance): void {
    const inside = insideOf(name, module)
    const own = inModule(module.entry.declared, `module.${name}`)
    if (!inside) this.#say(own, declaration, module)
    else this.#enter(own, declaration, { module, inside })
  }

  #enter(
    own: string,
    declaration: Declaration,
    { module, inside }: { readonly module: ModuleInstance; readonly inside: ModuleInstance },
  ): void {
    const outputs = [...inside.code.outputs.keys()].map((output) => `${own}.output.${output}`)
    this.#edges.set(own, new Set(outputs))
    const each = attributeOf(declaration, 'for_each')
    for (const { node } of declaration.attributes) {
      if (!inside.code.variables.has(node.name)) continue
      const variable = `${own}.var.${node.name}`
      this.#say(variable, node, module)
      if (each && chainsIn(node).some(([root]) => root?.name === 'each'))
        this.#say(variable, each.node, module)
    }
  }
}

function nodesOf({ attributes, blocks }: Declaration): readonly object[] {
  return [...attributes, ...blocks].map(({ node }) => node)
}

interface Step {
  readonly name: string
  /** It stood in brackets. */
  readonly isKey: boolean
}
type Chain = readonly Step[]

const known = new WeakMap<object, readonly Chain[]>()

/** Every traversal in something written, with the keys that are plain texts. */
function chainsIn(written: object): readonly Chain[] {
  const before = known.get(written)
  if (before) return before
  const chains: Chain[] = []
  const open: unknown[] = [written]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    if (isTraversal(next)) chains.push(...unwound(next, open))
    else for (const child of Object.values(next)) if (typeof child === 'object') open.push(child)
  }
  known.set(written, chains)
  return chains
}

type Traversal = Extract<Expression, { kind: 'name' | 'attribute' | 'index' | 'splat' }>

function isTraversal(node: object): node is Traversal {
  const kinds = ['name', 'attribute', 'index', 'splat']
  return 'kind' in node && kinds.includes(String(node.kind)) && ('of' in node || 'name' in node)
}

/** A traversal as steps; what stands in its brackets, or before it, is left open. */
function unwound(traversal: Traversal, open: unknown[]): Chain[] {
  const steps: Step[] = []
  let at: Expression = traversal
  for (;;) {
    if (at.kind === 'name') return [[{ name: at.name, isKey: false }, ...steps.reverse()]]
    if (at.kind === 'attribute') steps.push({ name: at.name, isKey: false })
    else if (at.kind === 'index') steps.push(...keyed(at.key, open))
    else if (at.kind === 'splat') steps.push(...at.then.toReversed().flatMap((step) => splatted(step, open)))
    else {
      open.push(at)
      return []
    }
    at = at.of
  }
}

function keyed(key: Expression, open: unknown[]): Step[] {
  const text = literalKey(key)
  if (text === undefined) open.push(key)
  return typeof text === 'string' ? [{ name: text, isKey: true }] : []
}

const splatted = (step: SplatStep, open: unknown[]): Step[] =>
  step.kind === 'attribute' ? [{ name: step.name, isKey: false }] : keyed(step.key, open)

interface Meant {
  readonly name: string
  /** The data source that it is a part of. */
  readonly within?: string
}

/** What a traversal begins with, where that is declared. */
function meant([root, first, ...rest]: Chain, module: ModuleInstance): readonly Meant[] {
  if (!root || !first) return []
  const { code, entry } = module
  const found = (name: string, there: boolean): Meant[] =>
    there ? [{ name: inModule(entry.declared, name) }] : []
  const named = `${root.name}.${first.name}`
  if (root.name === 'var') return found(named, code.variables.has(first.name))
  if (root.name === 'local') return found(named, code.locals.has(first.name))
  if (root.name === 'module') return calledOutput(first.name, rest, module)
  if (root.name !== 'data') return found(named, code.resources.has(named))
  const source = `${named}.${rest[0]?.name}`
  return code.resources.has(source) ? [sourceOf(source, rest.slice(1), module)] : []
}

function calledOutput(name: string, steps: Chain, module: ModuleInstance): readonly Meant[] {
  if (!module.code.calls.has(name)) return []
  const own = inModule(module.entry.declared, `module.${name}`)
  const output = steps.find(({ isKey }) => !isKey)?.name
  const isThere = output !== undefined && insideOf(name, module)?.code.outputs.has(output)
  return [{ name: isThere ? `${own}.output.${output}` : own }]
}

function sourceOf(source: string, [outputs, output]: Chain, { entry }: ModuleInstance): Meant {
  const name = inModule(entry.declared, source)
  const isState = source.startsWith('data.terraform_remote_state.') && outputs?.name === 'outputs'
  return isState && output ? { name: `${name}.outputs.${output.name}`, within: name } : { name }
}

function insideOf(name: string, module: ModuleInstance): ModuleInstance | undefined {
  return module
    .call(name)
    ?.instances()
    .map(({ inside }) => inside)
    .find((inside) => inside !== undefined)
}
