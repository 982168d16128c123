import type { Found } from '../draft.ts'
import { fileName } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { words } from '../versions.ts'
import { cargoMentions } from './cargo.ts'

const named = /^[UV](\d+)__(.+)\.sql$/

/**
 * Refinery: `V1__name.sql`, and `U1__name.sql` for versions that need not be contiguous - both run forward,
 * there is no undo; each file in its own transaction (docs.rs/refinery, "Usage" and struct Runner).
 * Cargo.toml tells it from Flyway, whose `U` undoes.
 */
export function findRefinery(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const found: Found[] = []
  for (const [root, paths] of sql) {
    if (!paths.some((path) => named.test(fileName(path))) || !cargoMentions(project, root, 'refinery'))
      continue
    const drafts = paths.flatMap((path) => {
      const [, version, title = ''] = named.exec(fileName(path)) ?? []
      if (version === undefined) return []
      const sections = oneWay(project.text(path), 'up')
      return [
        {
          path,
          role: 'up' as const,
          version,
          description: words(title),
          rank: [version],
          transaction: 'file' as const,
          sections,
        },
      ]
    })
    found.push({ tool: 'refinery', root, drafts, undo: 'never', numbered: true })
  }
  return found
}
