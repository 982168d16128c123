import { displayName, findRelation } from '../core/catalog/lookup.ts'
import type { SqlDocument } from '../core/document.ts'
import type { Name } from '../core/name.ts'
import type { NotRehearsed, RehearsalRequest, Script } from '../core/rehearsal.ts'
import type { FileRun } from '../core/replay.ts'
import { basePath, type FileChange, headPath } from '../core/snapshot.ts'
import type { Statement } from '../core/statement.ts'
import { type Model, sequence } from './model.ts'
import type { SideDocuments } from './read.ts'
import { scriptOf, undoScriptOf } from './scripts.ts'
import { historyOf, type Survey } from './survey.ts'

/** What is to be rehearsed, history by history, and the new files that cannot be. */
export interface RehearsalRequests {
  readonly requests: readonly RehearsalRequest[]
  readonly impossible: readonly NotRehearsed[]
}

interface Sides {
  readonly base: SideDocuments
  readonly head: SideDocuments
}

/**
 * The new forward files of each history, on what its merged files build. A merged file that is edited has run already and does not run
 * again; a repeatable one does.
 */
export function rehearsalRequests(survey: Survey, model: Model, sides: Sides): RehearsalRequests {
  const roots = [...new Set(survey.head.histories.map(({ root }) => root))]
  const inHistories = roots.map((root) => requestFor(root, survey, model, sides))
  const all = [...inHistories, ...looseRequests(survey, model, sides)]
  return {
    requests: all.flatMap(({ requests }) => requests),
    impossible: all.flatMap(({ impossible }) => impossible),
  }
}

function requestFor(root: string, survey: Survey, model: Model, { base, head }: Sides): RehearsalRequests {
  const added = newFiles(root, survey)
  const { documents } = sequence(survey.head, root, head)
  const news = documents.filter(({ path, dialect }) => added.has(path) && dialect === 'postgres')
  if (news.length === 0) return none
  const isKnown = survey.base.histories.some((history) => history.root === root)
  const ground = !isKnown && survey.foundation !== undefined ? survey.foundation : root
  const merged = sequence(survey.base, ground, base)
  const [gap] = merged.gaps
  if (gap) return impossible(news, `the database is not known: ${gap.path}: ${gap.reason}`)
  const tool = survey.head.histories.find((history) => history.root === root)?.tool ?? 'numbered-sql'
  return request({ history: root, tool }, merged.documents, news, { model, head })
}

/** New files that run forward, and repeatable ones that are new or other than they were. */
function newFiles(root: string, { sql, base, head }: Survey): ReadonlySet<string> {
  const isToRun = (change: FileChange) => {
    const own = head.members.get(headPath(change) ?? '')
    if (own?.history.root !== root) return false
    const { role } = own.migration
    return role === 'repeatable' || (role === 'up' && historyOf(base, basePath(change)) === undefined)
  }
  return new Set(sql.filter(isToRun).flatMap((change) => headPath(change) ?? []))
}

/** Files that were named one by one and belong to no history meet the database of the one history there is. */
function looseRequests(survey: Survey, model: Model, sides: Sides): readonly RehearsalRequests[] {
  if (survey.scope !== 'files') return []
  const loose = survey.sql
    .map((change) => sides.head.documents.get(headPath(change) ?? ''))
    .filter((document) => document !== undefined)
    .filter(({ path, dialect }) => dialect === 'postgres' && !historyOf(survey.head, path))
  const [only, ...others] = survey.base.histories
  if (others.length > 0) return [impossible(loose, 'there is more than one history it may come after')]
  const merged = only ? sequence(survey.base, only.root, sides.base) : { documents: [], gaps: [] }
  return loose.map((document) =>
    request({ history: '', tool: only?.tool ?? 'numbered-sql' }, merged.documents, [document], {
      model,
      head: sides.head,
    }),
  )
}

function request(
  { history, tool }: Pick<RehearsalRequest, 'history' | 'tool'>,
  merged: readonly SqlDocument[],
  news: readonly SqlDocument[],
  { model, head }: { readonly model: Model; readonly head: SideDocuments },
): RehearsalRequests {
  const base: Script[] = []
  for (const document of merged) {
    const read = scriptOf(document)
    if (!read.ok) return impossible(news, `the database is not known: ${document.path}: ${read.reason}`)
    base.push(read.script)
  }
  const files: { up: Script; down?: Script }[] = []
  for (const [i, document] of news.entries()) {
    const read = scriptOf(document)
    const reason = read.ok ? unknownTable(model.head.get(document.path)) : read.reason
    if (!read.ok || reason !== undefined) {
      const rest = impossible(news.slice(i + 1), `${document.path} comes first and is not rehearsed`)
      const own = impossible([document], reason ?? '')
      return {
        requests: files.length > 0 ? [{ history, tool, base, files }] : [],
        impossible: [...own.impossible, ...rest.impossible],
      }
    }
    const down = undoOf(document, head)
    files.push({ up: read.script, ...(down && { down }) })
  }
  return { requests: files.length > 0 ? [{ history, tool, base, files }] : [], impossible: [] }
}

/** The script that undoes a file; one that is stated as empty is none. */
function undoOf(document: SqlDocument, { documents }: SideDocuments): Script | undefined {
  const partner = document.migration?.partner
  const own = partner === undefined ? undefined : documents.get(partner)
  const read = own && own.migration?.role === 'down' ? downScript(own) : undoScriptOf(document)
  return read.ok && read.script.statements.length > 0 ? read.script : undefined
}

/** An undo file keeps its statements where a reader of it finds them: in the part that runs backward. */
function downScript(document: SqlDocument) {
  return document.undo.length > 0 ? undoScriptOf(document) : scriptOf(document)
}

/** A table that is used and that nothing read here creates: the file cannot run, and that says nothing about it. */
function unknownTable(run: FileRun | undefined): string | undefined {
  for (const [statement, { before }] of run?.steps ?? []) {
    if (before.partial.length === 0) continue
    const name = statement.inside ? undefined : changedTable(statement)
    if (name !== undefined && !findRelation(before, name))
      return `nothing read here creates ${displayName(name)}`
  }
  return undefined
}

function changedTable(statement: Statement): Name | undefined {
  switch (statement.kind) {
    case 'alter-table':
      return statement.ifExists ? undefined : statement.table
    case 'create-index':
    case 'create-trigger':
    case 'create-policy':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return statement.table
    default:
      return undefined
  }
}

const none: RehearsalRequests = { requests: [], impossible: [] }

function impossible(documents: readonly SqlDocument[], reason: string): RehearsalRequests {
  return {
    requests: [],
    impossible: documents.map(({ path }) => ({ path, outcome: 'not-rehearsed', reason })),
  }
}
