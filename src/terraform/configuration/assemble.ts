import type {
  Block,
  Configuration,
  InputVariable,
  Local,
  ModuleCall,
  Output,
  ProviderBlock,
  Refactoring,
  Resource,
} from '../../core/terraform/configuration.ts'
import { secretName } from '../../core/terraform/secret-forms.ts'
import { startOfFile } from '../../core/text.ts'
import { attributeIn } from './bodies.ts'
import { placeOf } from './declaration.ts'
import { declaredBlock, headOf } from './declared-block.ts'
import type { CallInstance, CallNode, ModuleInstance, ResourceInstance, ResourceNode } from './evaluation.ts'
import { providerOf, providersIn } from './providers.ts'
import { refactoringsIn } from './refactorings.ts'
import { ReferenceGraph } from './references.ts'

type Content = Omit<Configuration, 'root' | 'variables' | 'paths' | 'byAddress' | 'problems'>

/** Everything in a module and in those it calls, evaluated; callers before what they call. */
export function contentOf(root: ModuleInstance): Content {
  const found = {
    resources: [] as Resource[],
    modules: [] as ModuleCall[],
    providers: [] as ProviderBlock[],
    inputs: [] as InputVariable[],
    outputs: [] as Output[],
    locals: [] as Local[],
    refactorings: [] as Refactoring[],
    settings: [] as Block[],
  }
  const graph = new ReferenceGraph()
  const open: ModuleInstance[] = [root]
  for (let module = open.pop(); module; module = open.pop()) {
    const { code, frame } = module
    found.providers.push(...providersIn(module))
    found.settings.push(...code.settings.map((each) => declaredBlock(frame, each)))
    for (const name of code.resources.keys()) found.resources.push(...resourcesOf(module.resource(name)))
    found.inputs.push(...inputsIn(module))
    found.outputs.push(...outputsIn(module))
    found.locals.push(...localsIn(module))
    found.refactorings.push(...refactoringsIn(module))
    const calls = [...code.calls.keys()].flatMap((name) => callsOf(module.call(name)))
    found.modules.push(...calls.map(({ call }) => call))
    open.push(...calls.flatMap(({ inside }) => inside ?? []).reverse())
    graph.add(module)
    report(module)
  }
  return { ...found, references: graph.all() }
}

function report({ code, evaluation }: ModuleInstance): void {
  for (const problem of code.problems) evaluation.problems.add(problem)
  for (const path of code.unread) {
    evaluation.problems.tellHidden(
      { path, range: startOfFile },
      `${path} could not be read, so what it declares is not known.`,
      { unread: true },
    )
  }
}

function resourcesOf(node: ResourceNode | undefined): readonly Resource[] {
  if (!node) return []
  const provider = providerOf(node.module, node.declaration)
  return node.instances().map((instance) => resourceOf(instance, provider))
}

function resourceOf(instance: ResourceInstance, provider: ProviderBlock | undefined): Resource {
  const { node, item, address, uncertain } = instance
  const { declaration, module, mode, declared } = node
  const [resourceType = '', name = ''] = declaration.block.labels
  return {
    ...headOf(declaration),
    ...instance.body(),
    mode,
    address,
    declared,
    resourceType,
    name,
    module: module.entry.address,
    calls: module.entry.calls,
    ...(item.key !== undefined && { key: item.key }),
    ...(provider && { provider }),
    ...(uncertain && { uncertain }),
  }
}

function callsOf(node: CallNode | undefined): readonly (CallInstance & { readonly call: ModuleCall })[] {
  return node?.instances().map((instance) => ({ ...instance, call: callOf(node, instance) })) ?? []
}

function callOf(
  { declaration, module, directory }: CallNode,
  { frame, address, inside }: CallInstance,
): ModuleCall {
  const block = declaredBlock(frame, declaration)
  return {
    ...block,
    name: declaration.block.labels[0] ?? '',
    address,
    module: module.entry.address,
    calls: module.entry.calls,
    source: block.attributes.get('source')?.value ?? null,
    ...(inside && directory !== undefined && { directory }),
  }
}

function inputsIn(module: ModuleInstance): readonly InputVariable[] {
  return [...module.code.variables].map(([name, declaration]) => {
    const variable = module.variable(name)
    const setAt = variable?.setBy && !variable.isDefault ? placeOf(variable.setBy.written) : undefined
    return {
      ...declaredBlock(module.frame, declaration),
      name,
      module: module.entry.address,
      value: variable?.value ?? null,
      ...(setAt && { setAt }),
    }
  })
}

function outputsIn(module: ModuleInstance): readonly Output[] {
  return [...module.code.outputs].map(([name, declaration]) => {
    const value = module.output(name) ?? null
    return {
      ...declaredBlock(module.frame, declaration, new Map([['value', value]])),
      name,
      module: module.entry.address,
      value,
    }
  })
}

function localsIn(module: ModuleInstance): readonly Local[] {
  return [...module.code.locals]
    .filter(([name]) => secretName(name) !== 'no')
    .map(([name, written]) => ({
      module: module.entry.address,
      attribute: attributeIn(module.frame, written, module.local(name)),
    }))
}
