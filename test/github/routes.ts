import { type DescribedOperation, describedOperations } from './validate.ts'

interface Route {
  readonly id: string
  readonly described: DescribedOperation
  readonly pattern: RegExp
}

// The most words first: `/commits/{ref}/check-runs` before `/commits/{ref}`, whose `ref` may contain slashes.
const routes: readonly Route[] = Object.entries(describedOperations)
  .map(([id, described]) => ({ id, described, pattern: patternOf(described) }))
  .toSorted((a, b) => words(b.described.path) - words(a.described.path))

function words(path: string): number {
  return path.split('/').filter((part) => !part.startsWith('{')).length
}

function patternOf({ path, parameters }: DescribedOperation): RegExp {
  const source = path.replace(/\/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'path') return `(?:/(?<${name}>.*))?`
    const isMulti = parameters.some((one) => one.name === name && one.multi)
    return `/(?<${name}>${isMulti ? '.+' : '[^/]+'})`
  })
  return new RegExp(`^${source}$`)
}

/** The operation of GitHub's description that a request is for, with the parameters in its path. */
export function routeOf(
  method: string,
  path: string,
): { id: string; params: Record<string, string> } | undefined {
  for (const { id, described, pattern } of routes) {
    if (described.method !== method) continue
    const match = pattern.exec(path)
    if (!match) continue
    const given = Object.entries(match.groups ?? {}).map(([name, value = '']) => [
      name,
      decodeURIComponent(value),
    ])
    return { id, params: Object.fromEntries(given) as Record<string, string> }
  }
  return undefined
}
