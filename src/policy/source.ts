import type { KnownRule } from './check.ts'

/** Where a repository keeps its policy. */
export const policyPath = '.github/sluice.yml'

/** Files a policy may consist of: itself and what it extends by a relative path. */
export function isPolicyPath(path: string): boolean {
  return /^\.github\/.*\.ya?ml$/.test(path)
}

/** A policy's files, and those of table sizes that it may name. */
export function belongsToPolicy(path: string): boolean {
  return isPolicyPath(path) || /^\.github\/.*\.json$/.test(path)
}

/** One policy file, read from a commit. */
export interface PolicySource {
  /** How people call it: `.github/sluice.yml`, `acme/.github: sluice.yml`. */
  readonly name: string
  /** Path in its repository, from which its `./` parents are found. */
  readonly path: string
  readonly text: string
  readonly commit?: string
  /** Texts of the files of the same repository that may be parents, by path. `parentPaths` says which are needed. */
  readonly files?: ReadonlyMap<string, string>
}

export interface PolicyInput {
  /** The repository's policy file; left out when it has none. */
  readonly own?: PolicySource
  /** The organisation's policy, which the repository's builds on. */
  readonly organisation?: PolicySource
  /** Every rule a policy may name. */
  readonly rules: readonly KnownRule[]
  /** `refused`: custom rules are errors, for whoever cannot evaluate them. Left out: they are read. */
  readonly custom?: 'refused'
}
