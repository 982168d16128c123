import type { HistoryProblem, TransactionMode } from '../../core/migration.ts'
import type { Draft, Found } from '../draft.ts'
import { linesOf, marks } from '../lines.ts'
import { directoryOf, fileName } from '../paths.ts'
import type { Project } from '../project.ts'
import { oneWay } from '../sections.ts'
import { asText, words } from '../versions.ts'

/**
 * Atlas: a directory with `atlas.sum`; `<version>_<name>.sql` or `<version>.sql` in order of name, each in a
 * transaction (`--tx-mode file`) unless the file's header says `-- atlas:txmode none|all`; a file with `--
 * atlas:checkpoint` holds the whole state (atlasgo.io, "Applying Schema Migrations", "Migration Directory
 * Checkpoints", "The Atlas Migration Execution Engine").
 */
export function findAtlas(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  return project.named('atlas.sum').flatMap((sum): Found[] => {
    const root = directoryOf(sum)
    const read = (sql.get(root) ?? []).map((path) => readFile(path, project.text(path)))
    if (read.length === 0) return []
    const problems = read.flatMap((file) => file.problems)
    return [
      {
        tool: 'atlas',
        root,
        drafts: read.map(({ draft }) => draft),
        problems,
        undo: 'never',
        numbered: true,
      },
    ]
  })
}

const directive = /^--\s*atlas:(txmode|checkpoint)\b\s*(\S*)/

function readFile(path: string, text: string | undefined): { draft: Draft; problems: HistoryProblem[] } {
  const header = headerOf(text ?? '')
  const all = text?.includes('atlas:') ? marks(text, directive) : []
  const said = all.filter(({ line }) => line.start < header)
  const mode = said.find(({ match }) => match[1] === 'txmode')?.match[2]
  const [, version = '', title = ''] = /^([^_]*)_?(.*)\.sql$/i.exec(fileName(path)) ?? []
  const draft: Draft = {
    path,
    role: said.some(({ match }) => match[1] === 'checkpoint') ? 'schema' : 'up',
    version,
    description: words(title),
    rank: asText(version),
    transaction: modes[mode ?? 'file'] ?? 'file',
    sections: oneWay(text, 'up'),
  }
  const message =
    'Atlas ignores this directive: the comments at the top of a file count only when an empty line follows them.'
  return {
    draft,
    problems: all
      .filter(({ line }) => line.start >= header)
      .map(({ line }) => ({ path, line: line.number, message })),
  }
}

const modes: Readonly<Record<string, TransactionMode>> = { none: 'none', all: 'history', file: 'file' }

/**
 * Where the header ends: comment lines at the very top, set apart by an empty line (sql/migrate/dir.go,
 * `LocalFile.comments`); 0 without one.
 */
function headerOf(text: string): number {
  for (const line of linesOf(text)) {
    if (line.text.startsWith('--') || line.text.startsWith('#')) continue
    return line.text === '' ? line.start : 0
  }
  return text.length
}
