import { matchesAny } from '../core/glob.ts'
import type { Policy } from '../core/policy.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { postgresVersion } from '../migrations/postgres-version.ts'

/** Which server major version each file is judged for, and how that is known. */
export interface ServerVersions {
  at(path: string): number
  /** One sentence per source, for the report. */
  readonly sentences: readonly string[]
}

/** What the command line gave, else what the policy says for the path, else what the repository's own files say, else the default. */
export function serverVersions(
  { databases }: Policy,
  { base, head }: Snapshot,
  given?: number,
): ServerVersions {
  if (given !== undefined) return { at: () => given, sentences: [`Postgres ${given} (as given)`] }
  const found = postgresVersion(base.paths.length > 0 ? base : head)
  const settings = databases.flatMap(({ paths, version }) =>
    version === undefined ? [] : [{ paths, version }],
  )
  const said = settings.map(({ paths, version }) => `Postgres ${version} for ${paths.join(', ')} (policy)`)
  return {
    at: (path) => settings.findLast(({ paths }) => matchesAny(paths, path))?.version ?? found.version,
    sentences: settings.some(({ paths }) => paths.includes('**')) ? said : [...said, found.sentence],
  }
}
