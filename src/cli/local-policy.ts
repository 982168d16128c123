import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { rules } from '../../rules/index.ts'
import type { Policy } from '../core/policy.ts'
import { type Tree, textAt } from '../core/snapshot.ts'
import { policyErrorText } from '../policy/errors.ts'
import { type PolicySource, parentPaths, resolvePolicy } from '../policy/resolve.ts'
import { UsageError } from './exit.ts'
import { readText } from './options.ts'

const policyPath = '.github/sluice.yml'

/** The policy of the base branch, as its commit holds it. */
export function policyFrom(tree: Tree): Promise<Policy> {
  const text = textAt(tree, policyPath)
  if (text === undefined) return resolved(undefined)
  const files = new Map(tree.paths.flatMap((path) => entry(path, textAt(tree, path))))
  return resolved({
    name: policyPath,
    path: policyPath,
    text,
    files,
    ...(tree.commit ? { commit: tree.commit } : {}),
  })
}

/** The policy in a file of the disk: the one named, or the one of the current folder where there is one. */
export async function localPolicy(file: string | undefined): Promise<Policy> {
  const found = file ?? (existsSync(policyPath) ? policyPath : undefined)
  return resolved(found === undefined ? undefined : await sourceOnDisk(found))
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

async function resolved(own: PolicySource | undefined): Promise<Policy> {
  const result = await resolvePolicy({ rules, ...(own ? { own } : {}) })
  if (result.ok && result.policy.custom.length > 0) {
    const ids = result.policy.custom.map(({ id }) => id).join(', ')
    throw new UsageError(
      `The policy has custom rules (${ids}), and this version cannot evaluate them, so nothing was reviewed.`,
      'Remove `custom` from the policy; a rule that is not evaluated would pass in silence.',
    )
  }
  if (result.ok) return result.policy
  throw new UsageError(
    `The policy ${own?.name ?? ''} cannot be used, so nothing was reviewed.\n${result.errors.map(policyErrorText).join('\n')}`,
    '`sluice policy schema` prints what a policy may say.',
  )
}

const entry = (path: string, text: string | undefined): [string, string][] =>
  text === undefined ? [] : [[path, text]]
