import { linesOf } from './lines.ts'

/** Lines of one entry of a properties file of dbt, and of the key it stands under, as YAML of its own; none where there is no such entry. */
export function entryOf(
  text: string,
  { name, source }: { readonly name: string; readonly source?: string },
): readonly string[] {
  const lines = linesOf(text)
  if (source === undefined) return withKey(entryNamed(lines, name, /^(?:models|seeds|snapshots):/), 'models:')
  const tables = entryNamed(lines, source, /^sources:/)
  return withKey(entryNamed(tables.slice(1), name), 'tables:')
}

function withKey(entry: readonly string[], key: string): readonly string[] {
  return entry.length === 0 ? [] : [key, ...entry]
}

/** From its dash to the next line that stands no deeper. */
function entryNamed(lines: readonly string[], name: string, top?: RegExp): readonly string[] {
  let isThere = top === undefined
  for (const [at, line] of lines.entries()) {
    if (top && /^\w/.test(line)) isThere = top.test(line)
    if (!isThere || nameIn(line) !== name) continue
    const depth = line.indexOf('-')
    const length = lines.slice(at + 1).findIndex((each) => each.trim() !== '' && each.search(/\S/) <= depth)
    return lines.slice(at, length < 0 ? undefined : at + 1 + length)
  }
  return []
}

const nameIn = (line: string) =>
  /^\s{0,40}-\s{1,9}name:\s{1,9}["']?([\w.-]{1,200})["']?\s*(?:#|$)/.exec(line)?.[1]

/** The same with each name that is listed and all that is said of it on one line. */
export function compactEntry([, ...lines]: readonly string[]): readonly string[] {
  const rows: string[][] = []
  for (const line of lines) {
    const said = line.trim()
    if (said === '' || said.startsWith('#')) continue
    if (/^-\s+name:/.test(said) || rows.length === 0) rows.push([said.replace(/^-\s+name:\s+/, '')])
    else rows.at(-1)?.push(said)
  }
  return rows.map((row) => row.join(' '))
}
