import type { TransactionMode } from '../../core/migration.ts'
import type { Draft, Found } from '../draft.ts'
import { marks, wholeOf } from '../lines.ts'
import { fileName } from '../paths.ts'
import type { Project } from '../project.ts'
import { between, rangeOf } from '../sections.ts'
import { numberedName } from '../versions.ts'

const directive = /^\s*--[\s-]*(up|down)\s+migration/i

/**
 * node-pg-migrate, SQL files: `-- Up Migration` and `-- Down Migration`, by numeric prefix, then name; all
 * pending files in one transaction unless `--no-single-transaction` (node-pg-migrate documentation, "CLI
 * usage"; src/sqlMigration.ts and src/runner.ts).
 */
export function findNodePgMigrate(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const found: Found[] = []
  for (const [root, paths] of sql) {
    if (!paths.some((path) => isSplit(project.text(path)))) continue
    const transaction = transactionIn(project, root)
    const drafts = paths.flatMap((path) => draftOf(path, project.text(path), transaction))
    const code = (project.files.get(root) ?? []).filter((path) =>
      /^\d.*\.(?:[cm]?js|ts)$/.test(fileName(path)),
    )
    if (drafts.length === 0) continue
    found.push({
      tool: 'node-pg-migrate',
      root,
      dialect: 'postgres',
      drafts,
      undo: 'majority',
      numbered: true,
      unread: code.map((path) => ({ path, reason: 'node-pg-migrate migration written in JavaScript' })),
    })
  }
  return found
}

function isSplit(text: string | undefined): boolean {
  return (
    text !== undefined &&
    /up migration/i.test(text) &&
    marks(text, directive).some(({ match }) => match[1]?.toLowerCase() === 'up')
  )
}

function transactionIn(project: Project, root: string): TransactionMode {
  const [manifest] = project.above(root, 'package.json')
  const text = project.text(manifest ?? '') ?? ''
  return text.includes('--no-single-transaction') || text.includes('--single-transaction=false')
    ? 'file'
    : 'history'
}

function draftOf(path: string, text: string | undefined, transaction: TransactionMode): Draft[] {
  const name = numberedName(path)
  if (!name) return []
  const parts = text === undefined ? [] : between(marks(text, directive), text)
  const of = (word: string) => parts.filter(({ mark }) => mark.match[1]?.toLowerCase() === word).map(rangeOf)
  const up = of('up')
  // Without an up mark the whole text runs forward, undo part included, just as the tool does it.
  const sections = { up: up.length > 0 ? up : [wholeOf(text)], down: of('down') }
  return [
    {
      path,
      role: 'up',
      version: name.version,
      description: name.description,
      rank: [name.version],
      transaction,
      sections,
    },
  ]
}
