import type { ModelFinding, Opinion } from '../core/opinion.ts'
import type { Memory, RememberedFinding } from './journal.ts'

/**
 * What is to be remembered of a pull request after this opinion. What was dismissed stays so, what nobody looked at stays as it was, and in
 * shadow mode nobody was told anything. The same opinion twice changes nothing the second time.
 */
export function remember(
  { findings, fixed, isShadow }: Pick<Opinion, 'findings' | 'fixed' | 'isShadow'>,
  { earlier }: Pick<Memory, 'earlier'>,
): readonly RememberedFinding[] {
  if (isShadow) return earlier
  const shown = new Map(findings.map((finding) => [finding.fingerprint, finding]))
  const gone = new Set(fixed.map(({ fingerprint }) => fingerprint))
  const known = new Set(earlier.map(({ fingerprint }) => fingerprint))
  const kept = earlier.map((one): RememberedFinding => {
    const again = shown.get(one.fingerprint)
    if (one.state === 'dismissed') return one
    if (again) return rememberedOf(again)
    return gone.has(one.fingerprint) ? { ...one, state: 'fixed' } : one
  })
  const added = [...shown.values()].filter(({ fingerprint }) => !known.has(fingerprint))
  return [...kept, ...added.map(rememberedOf)]
}

function rememberedOf(finding: ModelFinding): RememberedFinding {
  const { fingerprint, category, path, subject, title, quote, dismissedBy } = finding
  const said = { fingerprint, category, path, subject, title, quote }
  return dismissedBy ? { ...said, state: 'dismissed', ...dismissedBy } : { ...said, state: 'open' }
}
