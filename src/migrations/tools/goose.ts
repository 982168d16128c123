import type { HistoryProblem } from '../../core/migration.ts'
import type { Draft, Found } from '../draft.ts'
import { type Mark, marks, wholeOf } from '../lines.ts'
import { fileName } from '../paths.ts'
import type { Project } from '../project.ts'
import { between, rangeOf } from '../sections.ts'
import { type NumberedName, numberedName } from '../versions.ts'

const directive = /^--\s*\+goose\s+(\S.*)$/i

/**
 * goose: `-- +goose Up` and `-- +goose Down`, case-insensitive and at the start of a line; each file in a
 * transaction, with `-- +goose NO TRANSACTION` statement by statement; versions in numeric order (goose
 * documentation, "Annotations").
 */
export function findGoose(project: Project, sql: ReadonlyMap<string, readonly string[]>): Found[] {
  const found: Found[] = []
  for (const [root, paths] of sql) {
    if (!paths.some((path) => annotations(project.text(path)).length > 0)) continue
    const drafts: Draft[] = []
    const problems: HistoryProblem[] = []
    for (const path of paths) {
      const name = numberedName(path)
      const text = project.text(path)
      const noted = annotations(text)
      if (!name || /^--[ \t]*migrate:up/m.test(text ?? '')) continue
      if (text !== undefined && !noted.some(({ word }) => word === 'up')) {
        problems.push({ path, message: 'It has no `-- +goose Up` line, so goose refuses it.' })
      }
      problems.push(...indented(path, text))
      drafts.push(draftOf(path, name, text, noted))
    }
    const unread = (project.files.get(root) ?? []).filter(isGoMigration)
    if (drafts.length > 0) {
      found.push({
        tool: 'goose',
        root,
        drafts,
        problems,
        undo: 'always',
        numbered: true,
        unread: unread.map((path) => ({ path, reason: 'goose migration written in Go' })),
      })
    }
  }
  return found
}

interface Annotation extends Mark {
  readonly word: string
}

function annotations(text: string | undefined): Annotation[] {
  if (text === undefined || !/\+goose/i.test(text)) return []
  return marks(text, directive).map((mark) => ({
    ...mark,
    word: (mark.match[1] ?? '').trim().toLowerCase().replaceAll(/\s+/g, ' '),
  }))
}

function indented(path: string, text: string | undefined): HistoryProblem[] {
  if (!text?.includes('+goose')) return []
  const message = 'goose reads annotations only at the start of a line; this one is indented.'
  return marks(text, /^\s+--\s*\+goose\s/i).map(({ line }) => ({ path, line: line.number, message }))
}

function draftOf(
  path: string,
  name: NumberedName,
  text: string | undefined,
  noted: readonly Annotation[],
): Draft {
  const bounds = noted.filter(({ word }) => word === 'up' || word === 'down')
  const parts = between(bounds, text ?? '')
  const of = (word: string) => parts.filter(({ mark }) => mark.word === word).map(rangeOf)
  return {
    path,
    role: 'up',
    version: name.version,
    description: name.description,
    rank: [name.version],
    transaction: noted.some(({ word }) => word === 'no transaction') ? 'none' : 'file',
    sections: { up: bounds.length === 0 ? [wholeOf(text)] : of('up'), down: of('down') },
    placeholders: noted.some(({ word }) => word === 'envsub on'),
  }
}

function isGoMigration(path: string): boolean {
  const name = fileName(path)
  return /^\d+_.*\.go$/.test(name) && !name.endsWith('_test.go')
}
