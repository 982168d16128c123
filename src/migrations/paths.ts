/** `a/b.sql` -> `a`; the empty string for a file at the root of the repository. */
export function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** `a/b.sql` -> `b.sql`. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`
}

/** The directory itself and everything above it, nearest first, ending with the root (the empty string). */
export function ancestors(directory: string): string[] {
  const found = [directory]
  for (let at = directory; at !== ''; ) {
    at = directoryOf(at)
    found.push(at)
  }
  return found
}

export function isInside(path: string, directory: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`)
}

/** Resolves `.` and `..` of a `/`-separated path; undefined when it leaves the repository. */
export function resolvePath(directory: string, relative: string): string | undefined {
  const parts = directory === '' ? [] : directory.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

export function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
