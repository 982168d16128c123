/** Which files of an artifact are plans, by their names: JSON, and text that does not stand beside JSON of the same name. */
export function planFilesIn(names: readonly string[]): string[] {
  const json = new Set(names.filter((name) => /\.json$/i.test(name)).map(stem))
  return names
    .filter((name) => /\.json$/i.test(name) || (/\.txt$/i.test(name) && !json.has(stem(name))))
    .sort()
}

const stem = (name: string) => name.replace(/\.[^.]*$/, '')
