import { rules } from '../../rules/index.ts'
import { type Tree, textAt } from '../core/snapshot.ts'
import { type PolicyResult, type PolicySource, resolvePolicy } from '../policy/resolve.ts'
import { policyPath } from '../policy/source.ts'

/**
 * The policy that a commit holds, on top of its organisation's. What cannot be used is an error, never the default policy: a file that
 * cannot be read, and custom rules, which this version cannot evaluate.
 */
export async function policyAt(tree: Tree, organisation?: PolicySource): Promise<PolicyResult> {
  const content = tree.files.get(policyPath)
  if (content?.kind === 'unread') return unreadable(content.detail)
  if (!content && tree.paths.includes(policyPath)) return unreadable('its content was not collected')
  return policyOf(ownSource(tree), organisation)
}

/** The policy that these files make, as this version can judge by it. */
export function policyOf(own?: PolicySource, organisation?: PolicySource): Promise<PolicyResult> {
  return resolvePolicy({
    rules,
    custom: 'refused',
    ...(own && { own }),
    ...(organisation && { organisation }),
  })
}

function ownSource(tree: Tree): PolicySource | undefined {
  const text = textAt(tree, policyPath)
  if (text === undefined) return undefined
  const files = new Map(tree.paths.flatMap((path) => entry(path, textAt(tree, path))))
  return { name: policyPath, path: policyPath, text, files, ...(tree.commit && { commit: tree.commit }) }
}

const entry = (path: string, text: string | undefined): [string, string][] =>
  text === undefined ? [] : [[path, text]]

function unreadable(detail: string): PolicyResult {
  const message = `The policy cannot be read: ${detail.replace(/\.$/, '')}.`
  const next = 'Make it a text file in UTF-8, or remove it.'
  return { ok: false, errors: [{ source: policyPath, line: 1, column: 1, keyPath: '', message, next }] }
}
