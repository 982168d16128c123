import type { History } from '../core/migration.ts'
import type { Tree } from '../core/snapshot.ts'
import type { Draft, Found } from './draft.ts'
import { historyOf } from './history.ts'
import { byCodeUnit, directoryOf } from './paths.ts'
import { groupBy, type Project, projectOf } from './project.ts'
import { findAtlas } from './tools/atlas.ts'
import { findCode } from './tools/code.ts'
import { findDbmate } from './tools/dbmate.ts'
import { findDiesel } from './tools/diesel.ts'
import { findDrizzle } from './tools/drizzle.ts'
import { findFlyway } from './tools/flyway.ts'
import { findGolangMigrate } from './tools/golang-migrate.ts'
import { findGoose } from './tools/goose.ts'
import { findLiquibase } from './tools/liquibase.ts'
import { findNodePgMigrate } from './tools/node-pg-migrate.ts'
import { findNumberedSql } from './tools/numbered-sql.ts'
import { findPrisma } from './tools/prisma.ts'
import { findRails } from './tools/rails.ts'
import { findRefinery } from './tools/refinery.ts'
import { findSchemaDumps } from './tools/schema-dump.ts'
import { findSqitch } from './tools/sqitch.ts'
import { findSqlx } from './tools/sqlx.ts'
import { findSupabase } from './tools/supabase.ts'

type Detector = (project: Project, sql: ReadonlyMap<string, readonly string[]>) => readonly Found[]

/**
 * In order of certainty: a plan, journal or lock file of the tool's own, then marks inside the files, then
 * names. A detector sees the SQL files that none before it has claimed. Atlas comes after the formats it can
 * adopt; numbered files are what is left.
 */
const detectors: readonly Detector[] = [
  findSqitch,
  findDrizzle,
  findPrisma,
  findSupabase,
  findLiquibase,
  findDbmate,
  findGoose,
  findNodePgMigrate,
  findRails,
  findDiesel,
  findRefinery,
  findFlyway,
  findSqlx,
  findGolangMigrate,
  findAtlas,
]

/**
 * The migration histories a tree holds, by root. A file belongs to one history; vendored trees hold none of
 * ours, unless they are what is asked about. Depends on paths and texts alone, not on their order.
 */
export function findHistories(tree: Tree, alsoVendored = false): History[] {
  const project = projectOf(tree, alsoVendored)
  const claimed = new Set<string>()
  const found: Found[] = []
  for (const detector of detectors)
    found.push(...claim(detector(project, remaining(project, claimed)), claimed))
  const dumps = findSchemaDumps(
    project,
    project.paths.filter((path) => /\.sql$/i.test(path) && !claimed.has(path)),
  )
  for (const { path } of dumps) claimed.add(path)
  found.push(...claim(findNumberedSql(project, remaining(project, claimed)), claimed))
  const complete = withCode(withDumps(withOwnRoots(found), dumps), project)
  return complete
    .map((each) => historyOf(each, project))
    .sort((one, other) => byCodeUnit(one.root, other.root))
}

function remaining(project: Project, claimed: ReadonlySet<string>): Map<string, readonly string[]> {
  if (claimed.size === 0) return new Map(project.sql)
  const left = new Map<string, readonly string[]>()
  for (const [directory, paths] of project.sql) {
    const free = paths.filter((path) => !claimed.has(path))
    if (free.length > 0) left.set(directory, free)
  }
  return left
}

/** Keeps of each history what is still free, and of the histories those with anything in them. */
function claim(found: readonly Found[], claimed: Set<string>): Found[] {
  return found.flatMap((each) => {
    const drafts = each.drafts.filter(({ path }) => !claimed.has(path) && claimed.add(path))
    const says = drafts.length + (each.unread?.length ?? 0) + (each.problems?.length ?? 0) > 0
    return says ? [{ ...each, drafts }] : []
  })
}

/** Two tools in one directory: the less certain one is told apart by its name. */
function withOwnRoots(found: readonly Found[]): Found[] {
  const taken = new Set<string>()
  return found.map((each) => {
    let root = each.root
    for (let i = 1; taken.has(root); i++) root = `${each.root} (${each.tool}${i > 1 ? ` ${i}` : ''})`
    taken.add(root)
    return { ...each, root }
  })
}

/**
 * A dump beside or just above the only history of its directory is the state of that history; every other
 * dump stands for itself.
 */
function withDumps(found: readonly Found[], dumps: readonly Draft[]): Found[] {
  const near = groupBy(found, (each) => placeOf(each))
  const below = groupBy(found, (each) => directoryOf(placeOf(each)))
  const added = new Map<Found, Draft[]>()
  const alone: Found[] = []
  for (const dump of dumps) {
    const directory = directoryOf(dump.path)
    const [history, ...others] = new Set([...(near.get(directory) ?? []), ...(below.get(directory) ?? [])])
    if (history === undefined || others.length > 0) {
      alone.push({ tool: 'schema-dump', root: dump.path, drafts: [dump], undo: 'never' })
    } else added.set(history, [...(added.get(history) ?? []), dump])
  }
  return [
    ...found.map((each) => ({ ...each, drafts: [...each.drafts, ...(added.get(each) ?? [])] })),
    ...alone,
  ]
}

const placeOf = ({ tool, root }: Found) => (tool === 'sqitch' ? directoryOf(root) : root)

/** Code migrations join the history of their directory; alone they are a history of which nothing is read. */
function withCode(found: readonly Found[], project: Project): Found[] {
  const code = findCode(project)
  const known = new Set(found.flatMap(({ unread = [] }) => unread.map(({ path }) => path)))
  const joined = found.map((each) => {
    const unread = (code.get(each.root) ?? []).filter(({ path }) => !known.has(path))
    code.delete(each.root)
    return unread.length === 0 ? each : { ...each, unread: [...(each.unread ?? []), ...unread] }
  })
  const alone = [...code].map(
    ([root, unread]): Found => ({ tool: 'code', root, drafts: [], unread, undo: 'never' }),
  )
  return [...joined, ...alone.filter(({ unread = [] }) => unread.some(({ path }) => !known.has(path)))]
}
