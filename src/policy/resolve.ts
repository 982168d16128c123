import type { Policy } from '../core/policy.ts'
import { type PolicyError, sortedErrors } from './errors.ts'
import { defaultPolicy } from './packs.ts'
import type { PolicyInput, PolicySource } from './source.ts'

export type { PolicyInput, PolicySource } from './source.ts'

export type PolicyResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly errors: readonly PolicyError[] }

/**
 * The policy that files and packs make together. Precedence grows from the organisation's parents over its own settings and the repository's
 * parents to the repository's settings; what is reached twice counts once, at its first place. A file that does not say `extends` builds
 * on the organisation's policy, or on `recommended` when there is none; `extends: []` builds on nothing else; a `./` parent
 * that does not say builds on nothing. Without any file it is `recommended`, and no parser is loaded.
 */
export async function resolvePolicy(input: PolicyInput): Promise<PolicyResult> {
  if (!input.own && !input.organisation) return { ok: true, policy: defaultPolicy() }
  const { resolveFiles } = await import('./chain.ts')
  const resolved = resolveFiles(input)
  return 'errors' in resolved
    ? { ok: false, errors: sortedErrors(resolved.errors) }
    : { ok: true, policy: resolved }
}

/** Paths of the parents that a policy file names in its own repository, for whoever reads the next file. Empty for a file that cannot be read. */
export async function parentPaths(
  source: Pick<PolicySource, 'name' | 'path' | 'text'>,
): Promise<readonly string[]> {
  const { pathsOfParents } = await import('./chain.ts')
  return pathsOfParents(source)
}
