import type { Declaration } from './declaration.ts'

/**
 * A block with that of an override file merged over it (Terraform, "Override Files"): arguments one by one, nested blocks all of one
 * type at once.
 */
export function overridden(declaration: Declaration, by: Declaration): Declaration {
  const names = new Set(by.attributes.map(({ node }) => node.name))
  const types = new Set(by.blocks.map(({ node }) => blockType(node)))
  return {
    ...declaration,
    attributes: [...declaration.attributes.filter(({ node }) => !names.has(node.name)), ...by.attributes],
    blocks: [...declaration.blocks.filter(({ node }) => !types.has(blockType(node))), ...by.blocks],
  }
}

/** A dynamic block is of the type that it makes. */
function blockType({ type, labels }: { readonly type: string; readonly labels: readonly string[] }): string {
  return type === 'dynamic' ? (labels[0] ?? type) : type
}
