/** What is wrong with a policy, where, and what to do. */
export interface PolicyError {
  /** The file as people know it: a path, `acme/.github: sluice.yml`, a pack's name. */
  readonly source: string
  /** 1-based. */
  readonly line: number
  readonly column: number
  /** Keys from the root: `rules.postgres/ban-lock-table.enforcement`, `databases[0].paths`; empty for the file itself. */
  readonly keyPath: string
  /** What is wrong, one sentence. */
  readonly message: string
  /** What to do, one sentence. */
  readonly next: string
}

/** Errors that are shown; more of them help nobody. */
export const mostErrors = 50

/** `.github/sluice.yml:3:5: rules.postgres/x: There is no such rule. Did you mean ...?` */
export function policyErrorText({ source, line, column, keyPath, message, next }: PolicyError): string {
  const place = `${source}:${line}:${column}`
  return [keyPath === '' ? `${place}:` : `${place}: ${keyPath}:`, message, next].filter(Boolean).join(' ')
}

/** Errors by place in their file, files in the order they were read; those beyond `mostErrors` are counted in one last line. */
export function sortedErrors(errors: readonly PolicyError[]): PolicyError[] {
  const sources = [...new Set(errors.map(({ source }) => source))]
  const sorted = [...errors].sort(
    (one, other) =>
      sources.indexOf(one.source) - sources.indexOf(other.source) ||
      one.line - other.line ||
      one.column - other.column ||
      (one.keyPath < other.keyPath ? -1 : 1),
  )
  const last = sorted[mostErrors]
  if (!last) return sorted
  const more = `${sorted.length - mostErrors} more errors follow.`
  return [...sorted.slice(0, mostErrors), { ...last, keyPath: '', message: more, next: 'Fix these first.' }]
}
