import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { load } from 'js-yaml'
import { parseStatistics, type Statistics } from '../../src/core/statistics.ts'

const root = resolve(import.meta.dirname, '../../fixtures/pulls')

/** A whole pull request: what is merged, what it would become, and who wants it so and why. */
export interface Scenario {
  readonly name: string
  readonly folder: string
  readonly title: string
  readonly story: string
  /** ISO date on which the review takes place. */
  readonly today: string
  readonly statistics: Statistics
  /** Its new migrations are run; what comes of it without that is kept beside it. */
  readonly isRehearsed?: boolean
  /** Plans of this pull request, as the command line is given them. */
  readonly plans?: readonly { readonly name: string; readonly text: string }[]
  readonly base: Tree
  readonly head: Tree
}

/** Contents by path, byte for byte. */
type Tree = Readonly<Record<string, Buffer>>

/** Every scenario in `fixtures/pulls/`, by name. */
export function scenarios(): readonly Scenario[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => readScenario(name)).sort((one, other) => (one.name < other.name ? -1 : 1))
}

interface About {
  readonly title?: string
  readonly story?: string
  readonly today?: string
  readonly statistics?: string
  readonly rehearsal?: boolean
  readonly plans?: readonly string[]
}

function readScenario(name: string): Scenario {
  const folder = join(root, name)
  const about = load(readFileSync(join(folder, 'pull.yml'), 'utf8')) as About
  const {
    title = '',
    story = '',
    today = '',
    statistics,
    rehearsal = false,
    plans: names = [],
    ...unknown
  } = about
  const complete = /\S/.test(title) && /\S/.test(story) && /^\d{4}-\d{2}-\d{2}$/.test(today)
  if (!complete || Object.keys(unknown).length > 0) {
    throw new Error(
      `${folder}/pull.yml needs title, story and today (quoted), may have statistics, rehearsal and plans, no more.`,
    )
  }
  const trees = { base: treeIn(join(folder, 'base')), head: treeIn(join(folder, 'head')) }
  const sizes = statisticsIn(folder, statistics)
  const plans = names.map((file) => ({ name: file, text: readFileSync(join(folder, file), 'utf8') }))
  return { name, folder, title, story, today, statistics: sizes, isRehearsed: rehearsal, plans, ...trees }
}

/** An export as `--stats` reads it, beside the description that names it. */
function statisticsIn(folder: string, file: string | undefined): Statistics {
  if (file === undefined) return {}
  const parsed = parseStatistics(readFileSync(join(folder, file), 'utf8'))
  if (typeof parsed.problem === 'string') throw new Error(`${folder}/${file}: ${parsed.problem}`)
  return parsed as Statistics
}

function treeIn(folder: string): Tree {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path)]),
  )
}
