import { withoutKeys } from './address.ts'
import type { Configuration, ModuleCall } from './configuration.ts'

type Calls = Pick<Configuration, 'modules'>

/** The innermost call in the code that leads to a module, when the code behind it is not at hand. */
export function callElsewhere({ modules }: Calls, module: string): ModuleCall | undefined {
  if (module === '') return undefined
  const calls = callsOf(modules)
  const steps = withoutKeys(module).split('.')
  for (let length = steps.length; length > 0; length -= 2) {
    const declared = steps.slice(0, length).join('.')
    const call = (length === steps.length && calls.get(module)) || calls.get(declared)
    if (call) return call.directory === undefined ? call : undefined
  }
  return undefined
}

/** By address, and by the address without keys; made once for each list of calls. */
function callsOf(modules: readonly ModuleCall[]): ReadonlyMap<string, ModuleCall> {
  const found = known.get(modules)
  if (found) return found
  const made = new Map<string, ModuleCall>()
  for (const call of modules) {
    const declared = withoutKeys(call.address)
    made.set(call.address, call)
    if (!made.has(declared)) made.set(declared, call)
  }
  known.set(modules, made)
  return made
}

const known = new WeakMap<readonly ModuleCall[], ReadonlyMap<string, ModuleCall>>()
