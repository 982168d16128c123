import type { Finding, FindingStatus } from './finding.ts'
import { basePath, type FileChange } from './snapshot.ts'

/** What comparing needs to know of a finding. */
export type Comparable = Pick<Finding, 'fingerprint' | 'path'>
export type Compared<F> = F & { readonly status: FindingStatus }

/**
 * What this change does to the findings: those of head that base has too are existing, the others introduced; those only base has are
 * fixed. Equal fingerprints are counted, so a second copy of an old hazard is introduced. A finding is looked for first in
 * its own file (through renames), then in the others. Nothing in a file that this change adds is existing: its statements run anew.
 * Head's findings come first, in their order, then the fixed ones in base's.
 */
export function compare<F extends Comparable>(
  base: readonly F[],
  head: readonly F[],
  changed: readonly FileChange[] = [],
): Compared<F>[] {
  const left = new Remaining(base)
  const before = new Map(changed.map((change) => [change.path, basePath(change)]))
  const homeOf = (finding: F) => (before.has(finding.path) ? before.get(finding.path) : finding.path)
  const atHome = new Set(head.filter((finding) => left.takeFrom(finding.fingerprint, homeOf(finding))))
  const compared = head.map((finding) => {
    const existing =
      atHome.has(finding) || (homeOf(finding) !== undefined && left.takeAny(finding.fingerprint))
    return { ...finding, status: existing ? ('existing' as const) : ('introduced' as const) }
  })
  return [...compared, ...left.all().map((finding) => ({ ...finding, status: 'fixed' as const }))]
}

/** The findings of base that no finding of head has been paired with yet. */
class Remaining<F extends Comparable> {
  readonly #left: Set<F>
  readonly #byFingerprint: ReadonlyMap<string, F[]>

  constructor(findings: readonly F[]) {
    this.#left = new Set(findings)
    this.#byFingerprint = Map.groupBy(findings, ({ fingerprint }) => fingerprint)
  }

  takeFrom(fingerprint: string, path: string | undefined): boolean {
    return this.#take(fingerprint, (finding) => finding.path === path)
  }

  takeAny(fingerprint: string): boolean {
    return this.#take(fingerprint, () => true)
  }

  all(): readonly F[] {
    return [...this.#left]
  }

  #take(fingerprint: string, fits: (finding: F) => boolean): boolean {
    const equal = this.#byFingerprint.get(fingerprint) ?? []
    const index = equal.findIndex(fits)
    const [found] = index < 0 ? [] : equal.splice(index, 1)
    return found !== undefined && this.#left.delete(found)
  }
}
