import { attributeOf, type Declaration } from './declaration.ts'
import { directoryFrom, type Layout } from './layout.ts'
import { literalText } from './literal-text.ts'
import type { ModuleCode } from './module-code.ts'

/**
 * Root modules: directories that no other one calls, those called that configure providers or a backend of their own, and of
 * directories that only call each other the first.
 */
export function rootDirectories(layout: Layout): readonly string[] {
  const called = new Set([...layout.values()].flatMap((code) => callees(code)))
  const roots = [...layout.values()]
    .filter((code) => !called.has(code.directory) || standsAlone(code))
    .map(({ directory }) => directory)
  const reached = new Set(roots.flatMap((root) => [...reachedFrom(layout, root)]))
  for (const directory of layout.keys()) {
    if (reached.has(directory)) continue
    roots.push(directory)
    for (const each of reachedFrom(layout, directory)) reached.add(each)
  }
  return roots.toSorted()
}

/** A directory and all that it calls, directly or not. */
export function reachedFrom(layout: Layout, directory: string): ReadonlySet<string> {
  const reached = new Set([directory])
  for (const each of reached) {
    const code = layout.get(each)
    for (const callee of code ? callees(code) : []) reached.add(callee)
  }
  return reached
}

/** The directory that a call names; undefined for a source that is not a path. */
export function calledDirectory(call: Declaration, directory: string): string | undefined {
  const source = literalText(attributeOf(call, 'source')?.node.value)
  return source !== undefined && isLocal(source) ? directoryFrom(directory, source) : undefined
}

export const isLocal = (source: string) => /^\.{1,2}\//.test(source) || source === '.' || source === '..'

function callees({ calls, directory }: ModuleCode): readonly string[] {
  return [...calls.values()].flatMap((call) => calledDirectory(call, directory) ?? [])
}

function standsAlone({ providers, settings }: ModuleCode): boolean {
  const backends = settings.flatMap(({ blocks }) => blocks.map(({ node }) => node.type))
  return providers.length > 0 || backends.includes('backend') || backends.includes('cloud')
}
