import type { Configuration } from '../core/terraform/configuration.ts'
import { startOfFile } from '../core/text.ts'

/** What stands for a root module whose evaluation went beyond a limit or failed. */
export function unevaluated(root: string, paths: readonly string[], reason: string): Configuration {
  const own = paths.filter((path) => directoryOf(path) === root)
  const involved = own.length > 0 ? own : paths
  const name = root === '' ? 'The root module at the top' : `The root module ${root}`
  const text = `${name} was not evaluated: ${reason}.`
  return {
    root,
    paths: involved,
    resources: [],
    byAddress: new Map(),
    modules: [],
    providers: [],
    inputs: [],
    outputs: [],
    refactorings: [],
    settings: [],
    references: new Map(),
    problems: [{ place: { path: involved[0] ?? root, range: startOfFile }, text, hides: true }],
  }
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}
