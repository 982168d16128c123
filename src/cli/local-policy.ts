import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Policy } from '../core/policy.ts'
import type { Tree } from '../core/snapshot.ts'
import { policyAt, policyOf } from '../pipeline/policy.ts'
import { policyErrorText } from '../policy/errors.ts'
import { type PolicyResult, type PolicySource, parentPaths } from '../policy/resolve.ts'
import { policyPath } from '../policy/source.ts'
import { UsageError } from './exit.ts'
import { readText } from './options.ts'

/** The policy of the base branch, as its commit holds it. */
export async function policyFrom(tree: Tree): Promise<Policy> {
  return usable(await policyAt(tree), policyPath)
}

/** The policy in a file of the disk: the one named, or the one of the current folder where there is one. */
export async function localPolicy(file: string | undefined): Promise<Policy> {
  const found = file ?? (existsSync(policyPath) ? policyPath : undefined)
  return usable(await policyOf(found === undefined ? undefined : await sourceOnDisk(found)), found ?? '')
}

/** A policy file of the disk with the files it extends, read one after another; what is missing is reported by `resolvePolicy`. */
export async function sourceOnDisk(file: string): Promise<PolicySource> {
  const files = new Map<string, string>()
  const own = { name: file, path: file, text: readText(file, 'policy') }
  const open = [own]
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    for (const path of await parentPaths(source)) {
      const onDisk = file.startsWith('/') ? join('/', path) : path
      if (files.has(path) || !existsSync(onDisk)) continue
      const text = readText(onDisk, 'policy')
      files.set(path, text)
      open.push({ name: path, path, text })
    }
  }
  return { ...own, files }
}

function usable(result: PolicyResult, name: string): Policy {
  if (result.ok) return result.policy
  throw new UsageError(
    `The policy ${name} cannot be used, so nothing was reviewed.\n${result.errors.map(policyErrorText).join('\n')}`,
    '`sluice policy schema` prints what a policy may say.',
  )
}
