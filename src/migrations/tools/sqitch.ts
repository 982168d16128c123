import type { HistoryProblem } from '../../core/migration.ts'
import { namedDialect } from '../dialect.ts'
import type { Draft, Found } from '../draft.ts'
import { isInside } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { type Change, readPlan } from './sqitch-plan.ts'
import { type Layout, layoutsOf } from './sqitch-settings.ts'

/**
 * Sqitch: changes in the order of the plan, each with a deploy, a revert and a verify script, which the
 * engine's own client runs as they are: no transaction but the script's own BEGIN (metacpan, sqitch.pod,
 * sqitchtutorial, sqitch-configuration).
 */
export function findSqitch(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  return layoutsOf(project).map((layout) => {
    const { changes, problems } = readPlan(layout.plan, project.text(layout.plan))
    const planned = changes.flatMap((change, i) => draftsOf(project, layout, change, i))
    const known = new Set(planned.map(({ path }) => path))
    const stray = [...sql].flatMap(([directory, paths]) => (isInside(directory, layout.deploy) ? paths : []))
    const unplanned = stray.filter((path) => !known.has(path) && isInside(path, layout.deploy))
    const missing: HistoryProblem[] = changes
      .filter((change) => !project.has(scriptOf(layout.deploy, change, layout)))
      .map(({ name, line }) => ({
        path: layout.plan,
        line,
        message: `Change ${name.slice(0, 80)} has no deploy script.`,
      }))
    const drafts = [...planned, ...unplanned.map((path) => unplannedDraft(project, layout, path))]
    const dialect = namedDialect(layout.engine) ?? (layout.engine === undefined ? undefined : 'other')
    return {
      tool: 'sqitch',
      root: layout.plan,
      drafts,
      problems: [...problems, ...missing],
      undo: 'always',
      ...(dialect ? { dialect } : {}),
    }
  })
}

/**
 * A reworked change keeps its old script under the first tag after it that has one (App::Sqitch changes
 * 0.951, "Behavior of rework").
 */
function scriptOf(directory: string, { name, tags }: Change, { extension, files }: Layout): string {
  const tagged = tags.map((tag) => `${directory}/${name}@${tag}.${extension}`)
  return tagged.find((path) => files.has(path)) ?? `${directory}/${name}.${extension}`
}

function draftsOf(project: Project, layout: Layout, change: Change, place: number): Draft[] {
  const kinds = [
    ['up', layout.deploy],
    ['down', layout.revert],
    ['verify', layout.verify],
  ] as const
  return kinds.flatMap(([role, directory]) => {
    const path = scriptOf(directory, change, layout)
    if (!project.has(path)) return []
    const version = path.slice(directory.length + 1, -layout.extension.length - 1)
    return [
      {
        path,
        role,
        version,
        description: change.note,
        rank: [String(place)],
        transaction: 'none' as const,
        sections: oneWay(project.text(path), role === 'down' ? 'down' : 'up'),
        pair: String(place),
      },
    ]
  })
}

function unplannedDraft(project: Project, { deploy, extension }: Layout, path: string): Draft {
  const version = path.slice(deploy.length + 1, -extension.length - 1)
  return {
    path,
    role: 'up',
    version,
    description: '',
    rank: ['unplanned', path],
    transaction: 'none',
    sections: oneWay(project.text(path), 'up'),
    nameProblem: 'The plan has no change of this name, so Sqitch does not run the file.',
  }
}
