import type { Refactoring } from '../../core/terraform/configuration.ts'
import { addressText, inModule } from './addresses.ts'
import { attributeOf, type Declaration } from './declaration.ts'
import { declaredBlock } from './declared-block.ts'
import type { ModuleInstance } from './evaluation.ts'
import { literalText } from './literal-text.ts'

/** The `moved`, `removed` and `import` blocks of a module. */
export function refactoringsIn(module: ModuleInstance): readonly Refactoring[] {
  return module.code.refactorings.map((declaration) => refactoringOf(module, declaration))
}

function refactoringOf(module: ModuleInstance, declaration: Declaration): Refactoring {
  const { type } = declaration.block
  const kind = type === 'moved' || type === 'removed' ? type : 'import'
  const block = declaredBlock(module.frame, declaration)
  const from = addressIn(module, declaration, 'from')
  const to = addressIn(module, declaration, 'to')
  const lifecycle = block.blocks.find((each) => each.type === 'lifecycle')
  const keeps = lifecycle?.attributes.get('destroy')?.value === false
  return {
    ...block,
    kind,
    module: module.entry.address,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(kind === 'removed' && { keeps }),
  }
}

function addressIn(module: ModuleInstance, declaration: Declaration, name: string): string | undefined {
  const value = attributeOf(declaration, name)?.node.value
  const address = value && (literalText(value) ?? addressText(value))
  return address === undefined ? undefined : inModule(module.entry.address, address)
}
