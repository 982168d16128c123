import { createHash } from 'node:crypto'

/** Ids that are the same in every run: the n-th thing of a kind always has the same one. */
export interface Ids {
  next(kind: Kind): number
  guid(): string
  /** Letters and digits, as in tokens and secrets. */
  secret(length: number): string
}

type Kind = keyof typeof first

// Comments, reviews, check runs and deliveries have long outgrown 32 bits on github.com.
const first = {
  account: 1_001,
  app: 700_001,
  installation: 55_000_001,
  repository: 810_000_001,
  pull: 2_900_000_001,
  comment: 3_500_000_001,
  review: 3_400_000_001,
  reviewComment: 2_300_000_001,
  reaction: 330_000_001,
  checkRun: 52_000_000_001,
  checkSuite: 47_000_000_001,
  status: 38_000_000_001,
  team: 11_000_001,
  delivery: 198_000_000_001,
  workflowRun: 18_000_000_001,
  artifact: 4_200_000_001,
}

export function countedIds(): Ids {
  const used = new Map<string, number>()
  const count = (kind: string) => {
    const value = used.get(kind) ?? 0
    used.set(kind, value + 1)
    return value
  }
  const digest = (kind: string) =>
    createHash('shake256', { outputLength: 192 })
      .update(`${kind} ${count(kind)}`)
      .digest()
  return {
    next: (kind) => first[kind] + count(kind),
    guid: () => digest('guid').toString('hex').replace(uuid, '$1-$2-$3-$4-$5').slice(0, 36),
    secret: (length) => digest('secret').toString('base64').replace(/\W/g, '').slice(0, length),
  }
}

const uuid = /^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/

/** What GraphQL calls the thing: a prefix for its type and its id, readable by nobody but GitHub. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_kwDO${Buffer.from(String(id)).toString('base64url')}`
}

/** The id inside a node id of the type with this prefix. */
export function idOfNode(prefix: string, node: string): number | undefined {
  const start = `${prefix}_kwDO`
  return node.startsWith(start) ? Number(Buffer.from(node.slice(start.length), 'base64url')) : undefined
}
