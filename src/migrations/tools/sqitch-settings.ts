import { linesOf } from '../lines.ts'
import { directoryOf, resolvePath } from '../paths.ts'
import type { Project } from '../project.ts'

export interface Layout {
  readonly plan: string
  readonly deploy: string
  readonly revert: string
  readonly verify: string
  readonly extension: string
  readonly engine: string | undefined
  readonly files: ReadonlySet<string>
}

/**
 * Every plan of the tree with the directories its `sqitch.conf` gives it: `core` settings, overridden by
 * those of the engine (metacpan, sqitch-configuration: `top_dir`, `plan_file`, `deploy_dir`, `revert_dir`,
 * `verify_dir`, `extension`, `engine`).
 */
export function layoutsOf(project: Project): Layout[] {
  const files = new Set(project.paths)
  const layouts = new Map<string, Layout>()
  for (const path of project.named('sqitch.conf')) {
    for (const layout of configuredBy(path, project.text(path) ?? '', files)) layouts.set(layout.plan, layout)
  }
  for (const plan of project.named('sqitch.plan')) {
    if (!layouts.has(plan)) layouts.set(plan, layoutOf(directoryOf(plan), new Map(), undefined, files, plan))
  }
  return [...layouts.values()]
}

function configuredBy(path: string, text: string, files: ReadonlySet<string>): Layout[] {
  const sections = readSections(text)
  const core = sections.get('core') ?? new Map<string, string>()
  const engines = [...sections.keys()].flatMap((section) => /^engine "(\w{1,40})"$/.exec(section)?.[1] ?? [])
  const wanted = new Set([
    ...(core.has('engine') ? [core.get('engine')] : []),
    ...engines,
    ...(core.size > 0 ? [undefined] : []),
  ])
  return [...wanted]
    .flatMap((engine) => {
      const merged = new Map([...core, ...(sections.get(`engine "${engine}"`) ?? [])])
      const layout = layoutOf(directoryOf(path), merged, engine ?? core.get('engine'), files)
      return files.has(layout.plan) ? [layout] : []
    })
    .filter((layout, i, all) => all.findIndex(({ plan }) => plan === layout.plan) === i)
}

function layoutOf(
  base: string,
  settings: ReadonlyMap<string, string>,
  engine: string | undefined,
  files: ReadonlySet<string>,
  plan?: string,
): Layout {
  const at = (key: string, usual: string) =>
    resolvePath(base, settings.get(key) ?? usual) ?? ' outside the repository'
  const top = settings.get('top_dir') ?? '.'
  return {
    plan: plan ?? at('plan_file', `${top}/sqitch.plan`),
    deploy: at('deploy_dir', `${top}/deploy`),
    revert: at('revert_dir', `${top}/revert`),
    verify: at('verify_dir', `${top}/verify`),
    extension: settings.get('extension') ?? 'sql',
    engine,
    files,
  }
}

/** Git's configuration syntax: `[core]`, `[engine "pg"]`, `key = value`, comments with `#` or `;`. */
function readSections(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>()
  let current = new Map<string, string>()
  for (const { text: line } of linesOf(text)) {
    const header = /^\s*\[([^\]]{1,100})\]/.exec(line)?.[1]
    const pair = /^\s*([a-z_]{1,40})\s*=(.*)$/.exec(line)
    if (header !== undefined) {
      current = sections.get(header) ?? new Map()
      sections.set(header, current)
    } else if (pair?.[1]) current.set(pair[1], (pair[2] ?? '').trim())
  }
  return sections
}
