import type { HistoryProblem } from '../../core/migration.ts'
import type { Draft, Found } from '../draft.ts'
import { marks, wholeOf } from '../lines.ts'
import type { Project } from '../project.ts'
import { between, rangeOf } from '../sections.ts'
import { asText, numberedName } from '../versions.ts'

const directive = /^--\s*migrate:(up|down)(?:\s+(\S.*))?\s*$/

/**
 * dbmate: `-- migrate:up` and `-- migrate:down` in one file, files in order of name, each in a transaction.
 * With `transaction:false` the part is sent to the server as one string (dbmate README, "Writing Migrations"
 * and "Migration Options"; pkg/dbmate/migration.go).
 */
export function findDbmate(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const found: Found[] = []
  for (const [root, paths] of sql) {
    if (!paths.some((path) => isDbmate(project.text(path)))) continue
    const drafts: Draft[] = []
    const problems: HistoryProblem[] = []
    for (const path of paths) {
      const name = numberedName(path)
      if (!name) continue
      const text = project.text(path)
      if (/^--[ \t]*\+goose[ \t]+up/im.test(text ?? '')) continue
      if (text !== undefined && !isDbmate(text)) {
        problems.push({ path, message: 'It has no `-- migrate:up` line, so dbmate refuses it.' })
      }
      drafts.push(draftOf(path, name.version, name.description, text))
    }
    if (drafts.length > 0)
      found.push({ tool: 'dbmate', root, drafts, problems, undo: 'always', numbered: true })
  }
  return found
}

function isDbmate(text: string | undefined): boolean {
  return text?.includes('migrate:up') === true && marks(text, directive).length > 0
}

function draftOf(path: string, version: string, description: string, text: string | undefined): Draft {
  const parts = text === undefined ? [] : between(marks(text, directive), text)
  const of = (direction: string) => parts.filter(({ mark }) => mark.match[1] === direction)
  const isPlain = (part: (typeof parts)[number]) =>
    !/(?:^|\s)transaction:false(?:\s|$)/.test(part.mark.match[2] ?? '')
  const up = of('up')
  const down = of('down').map((part) =>
    isPlain(part) ? rangeOf(part) : { ...rangeOf(part), transaction: 'batch' as const },
  )
  return {
    path,
    role: 'up',
    version,
    description,
    rank: asText(version),
    transaction: up.every(isPlain) ? 'file' : 'batch',
    sections: { up: parts.length === 0 ? [wholeOf(text)] : up.map(rangeOf), down },
  }
}
