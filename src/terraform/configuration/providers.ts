import type { ProviderBlock } from '../../core/terraform/configuration.ts'
import type { Expression } from '../hcl/syntax.ts'
import { addressText } from './addresses.ts'
import { attributeOf, type Declaration } from './declaration.ts'
import { declaredBlock } from './declared-block.ts'
import type { ModuleInstance } from './evaluation.ts'
import { remembered } from './lazy.ts'
import { literalText } from './literal-text.ts'
import { aliasOf, providerName } from './module-code.ts'

/** The provider configuration that a resource uses: the one it names, else that of its type's prefix. */
export function providerOf(module: ModuleInstance, declaration: Declaration): ProviderBlock | undefined {
  const written = attributeOf(declaration, 'provider')
  const [type = ''] = declaration.block.labels
  const name = written ? nameOf(written.node.value) : type.slice(0, `${type}_`.indexOf('_'))
  return name === undefined ? undefined : providerNamed(name, module)
}

/** All that a module configures itself. */
export function providersIn(module: ModuleInstance): readonly ProviderBlock[] {
  return module.code.providers.map((declaration) => providerBlock(module, declaration))
}

/** In a called module a name means what the call passes under it; one without an alias is inherited where it passes none. */
function providerNamed(name: string, module: ModuleInstance): ProviderBlock | undefined {
  const declaration = module.code.providers.find((each) => providerName(each) === name)
  if (declaration) return providerBlock(module, declaration)
  const { settings } = module.entry
  if (settings.kind === 'files') return undefined
  const passed = attributeOf(settings.call, 'providers')?.node.value
  const inCaller = passed === undefined && !name.includes('.') ? name : passedAs(name, passed)
  return inCaller === undefined ? undefined : providerNamed(inCaller, settings.frame.module)
}

function passedAs(name: string, passed: Expression | undefined): string | undefined {
  if (passed?.kind !== 'object') return undefined
  const item = passed.items.find(({ key }) => nameOf(key) === name)
  return item && nameOf(item.value)
}

/** `aws.west`; of `aws.by_region[each.key]` the name before the key. */
function nameOf(expression: Expression): string | undefined {
  const named = expression.kind === 'index' ? expression.of : expression
  return literalText(named) ?? addressText(named)
}

function providerBlock(module: ModuleInstance, declaration: Declaration): ProviderBlock {
  const make = (): ProviderBlock => {
    const alias = aliasOf(declaration)
    const [name = ''] = declaration.block.labels
    return {
      ...declaredBlock(module.frame, declaration),
      name,
      module: module.entry.address,
      ...(alias !== undefined && { alias }),
    }
  }
  return remembered(module.providers, providerName(declaration), make)
}
