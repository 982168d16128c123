import { parseSync, Visitor } from 'rolldown/utils'

/** What a TypeScript source imports, in order: values, types, `import()`, and the file of a worker's `new URL()`. */
export function importsOf(source: string): string[] {
  const { program, errors } = parseSync('source.ts', source)
  if (errors[0]) throw new Error(errors[0].message)
  const found: string[] = []
  const named = (specifier: { value: string } | null) => {
    if (specifier) found.push(specifier.value)
  }
  new Visitor({
    ImportDeclaration: (node) => named(node.source),
    ExportNamedDeclaration: (node) => named(node.source),
    ExportAllDeclaration: (node) => named(node.source),
    TSImportType: (node) => named(node.source),
    TSExternalModuleReference: (node) => named(node.expression),
    ImportExpression: (node) => found.push(literal(node.source)),
    NewExpression: (node) => {
      const [path, base] = node.arguments
      const called = node.callee.type === 'Identifier' && node.callee.name === 'URL'
      if (called && path && base?.type === 'MemberExpression' && base.object.type === 'MetaProperty')
        found.push(literal(path))
    },
  }).visit(program)
  return found
}

function literal(node: {
  type: string
  value?: unknown
  quasis?: { value: { cooked: string | null } }[]
}): string {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  const [only, ...others] = node.quasis ?? []
  if (only?.value.cooked && others.length === 0) return only.value.cooked
  throw new Error('an import with a computed name cannot be judged: write the name out')
}
