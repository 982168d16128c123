import type { History, ToolId } from '../../core/migration.ts'
import { byCodeUnit } from '../../migrations/paths.ts'

/**
 * Paths for a migration that is taken apart into steps: its own, then the next versions in the numbers of its name. Undefined where the tool
 * keeps a list of its files, where the name has no number, or where more comes after the migration, so that steps would come too late.
 */
export function stepPaths(
  path: string,
  count: number,
  { tool, migrations }: Pick<History, 'tool' | 'migrations'>,
): readonly string[] | undefined {
  if (count === 1) return [path]
  if (listed.has(tool)) return undefined
  const own = migrations.find((one) => one.path === path)
  if (!own || migrations.some(({ role, order }) => role === 'up' && order > own.order)) return undefined
  const paths = [path]
  while (paths.length < count) {
    const next = stepPath(path, paths.length)
    if (next === undefined || migrations.some((one) => one.path === next)) return undefined
    paths.push(next)
  }
  return paths
}

/** What they run is not what lies in their folder alone: a plan, a journal, a sum, a changelog names it. */
const listed: ReadonlySet<ToolId> = new Set([
  ...(['sqitch', 'drizzle', 'atlas', 'liquibase', 'schema-dump', 'code', 'rails'] as const),
])

/** `0007_add_status.up.sql` -> `0008_add_status_2.up.sql`; of tools that number folders the folder. */
function stepPath(path: string, step: number): string | undefined {
  const parts = path.split('/')
  const at = isNumbered(parts.at(-1)) ? parts.length - 1 : parts.length - 2
  const [, prefix = '', digits = '', rest = ''] = numbered.exec(parts[at] ?? '') ?? []
  const version = later(digits, step)
  if (version === undefined) return undefined
  const [, title = '', ending = ''] = /^(.*?)((?:\.(?:up|down))?(?:\.sql)?)$/.exec(rest) ?? []
  return parts.with(at, `${prefix}${version}${title}_${step + 1}${ending}`).join('/')
}

const numbered = /^([A-Za-z]?)(\d[\d._-]{0,80}\d|\d)(.{0,300})$/
const isNumbered = (name: string | undefined) => name !== undefined && numbered.test(name)

/** So much later: seconds of a time, or the last number of a version, in the same places. */
function later(digits: string, by: number): string | undefined {
  const plain = digits.replace(/\D/g, '')
  if (/^(?:19|20)\d{12}$/.test(plain)) return laterTime(digits, plain, by)
  const [, before = '', last = ''] = /^(.*?)(\d+)$/.exec(digits) ?? []
  if (last === '' || last.length > 18) return undefined
  return before + String(BigInt(last) + BigInt(by)).padStart(last.length, '0')
}

function laterTime(written: string, plain: string, by: number): string | undefined {
  const [, year, month, day, hour, minute, second] = (
    /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(plain) ?? []
  ).map(Number)
  if (second === undefined) return undefined
  const time = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second + by)
  const digits = [...new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)]
  const next = written.replace(/\d/g, () => digits.shift() ?? '')
  return byCodeUnit(next.replace(/\D/g, ''), plain) > 0 ? next : undefined
}
