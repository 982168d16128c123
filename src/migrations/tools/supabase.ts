import type { Draft, Found } from '../draft.ts'
import { fileName, isInside } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { asText, words } from '../versions.ts'

/**
 * Supabase: `supabase/migrations/<timestamp>_name.sql` in order of name, no undo; each file is sent as one
 * pipeline, an implicit transaction (supabase/cli pkg/migration/file.go `ExecBatch`). `supabase/schemas`
 * declares the whole state (Supabase documentation, "Declarative database schemas"); `supabase/seed.sql` is
 * data and no migration.
 */
export function findSupabase(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const roots = [...sql.keys()].filter(
    (path) => path === 'supabase/migrations' || path.endsWith('/supabase/migrations'),
  )
  const declared = [...sql.keys()].filter((path) => /(?:^|\/)supabase\/schemas(?:\/|$)/.test(path))
  return roots.map((root) => {
    const schemas = root.replace(/migrations$/, 'schemas')
    const dumps = declared
      .filter((directory) => isInside(directory, schemas))
      .flatMap((directory) => sql.get(directory) ?? [])
    const drafts = [
      ...(sql.get(root) ?? []).map((path) => draftOf(path, project.text(path))),
      ...dumps.map((path) => schemaDraft(path, project.text(path))),
    ]
    return { tool: 'supabase', root, dialect: 'postgres', drafts, undo: 'never', numbered: true }
  })
}

function draftOf(path: string, text: string | undefined): Draft {
  const name = fileName(path)
  const [, version, title = ''] = /^(\d+)_(.*)\.sql$/.exec(name) ?? []
  return {
    path,
    role: 'up',
    version: version ?? '',
    description: words(title),
    rank: asText(version ?? name),
    transaction: 'batch',
    sections: oneWay(text, 'up'),
    ...(version === undefined
      ? { nameProblem: 'Supabase runs only names like 20240102030405_add_users.sql; it skips this file.' }
      : {}),
  }
}

function schemaDraft(path: string, text: string | undefined): Draft {
  const sections = oneWay(text, 'up')
  return {
    path,
    role: 'schema',
    version: '',
    description: fileName(path),
    rank: [],
    transaction: 'none',
    sections,
  }
}
