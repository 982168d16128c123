/** A column as far as another name for it is looked for; fields of records have their record before them. */
export interface Known {
  readonly name: string
  /** What both must be alike in. */
  readonly kind: string
}

/** Columns that went and may only have another name now: of its kind, this one went and exactly one came. */
export function perhapsRenamed(gone: readonly Known[], come: readonly Known[]): ReadonlyMap<string, string> {
  const like = ({ name, kind }: Known) => JSON.stringify([name.slice(0, name.lastIndexOf('.') + 1), kind])
  const [went, came] = [Map.groupBy(gone, like), Map.groupBy(come, like)]
  return new Map(
    [...went].flatMap(([kind, lost]): [string, string][] => {
      const [[was, ...others], [is, ...more]] = [lost, came.get(kind) ?? []]
      return was && is && others.length + more.length === 0 ? [[was.name, is.name]] : []
    }),
  )
}

/** The column that went, with what it may be called now. */
export function withNewName(name: string, renamed: ReadonlyMap<string, string>): string {
  const now = renamed.get(name)
  return now === undefined ? name : `${name} (renamed? ${now} comes with the same type)`
}
