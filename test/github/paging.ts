import { type Answer, type Call, ok } from './answer.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly headers: Readonly<Record<string, string>>
}

/** The part of the list that was asked for: 30 a page unless told, never more than 100, with GitHub's Link header. */
export function pageOf<T>(call: Call, all: readonly T[]): Page<T> {
  const size = Math.min(100, Math.max(1, Number(call.query.get('per_page') ?? 30)))
  const current = Math.max(1, Number(call.query.get('page') ?? 1))
  const last = Math.max(1, Math.ceil(all.length / size))
  const link = (page: number, rel: string) => {
    const query = new URLSearchParams(call.query)
    query.set('page', String(page))
    return `<${call.world.urls.api}${call.path}?${query}>; rel="${rel}"`
  }
  const links = [
    ...(current > 1 ? [link(current - 1, 'prev')] : []),
    ...(current < last ? [link(current + 1, 'next'), link(last, 'last')] : []),
    ...(current > 1 ? [link(1, 'first')] : []),
  ]
  const headers: Record<string, string> = links.length > 0 ? { link: links.join(', ') } : {}
  return { items: all.slice((current - 1) * size, current * size), headers }
}

/** A page as the body of the answer. */
export function list<T>(call: Call, all: readonly T[], body: (item: T) => unknown): Answer {
  const { items, headers } = pageOf(call, all)
  return { ...ok(items.map(body)), headers }
}

/** A page under a key, next to how many there are in all. */
export function counted<T>(
  call: Call,
  key: string,
  all: readonly T[],
  body: (item: T) => unknown,
  more: object = {},
): Answer {
  const { items, headers } = pageOf(call, all)
  return { ...ok({ total_count: all.length, ...more, [key]: items.map(body) }), headers }
}
