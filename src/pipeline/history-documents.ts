import type { HistoryDocument } from '../core/document.ts'
import { basePath, type FileChange, headPath } from '../core/snapshot.ts'
import { type Side, type Survey, touchedHistories } from './survey.ts'

/** Each history that the change touches, as one document over both sides. */
export function historyDocuments(survey: Survey): HistoryDocument[] {
  return touchedHistories(survey).map((root) => {
    const side = ({ histories }: Side) => histories.find((history) => history.root === root)
    const [base, head] = [side(survey.base), side(survey.head)]
    const changed = survey.sql.flatMap((change) => changedMember(survey, change, root))
    return {
      language: 'migration-history',
      path: root,
      paths: changed.map(({ migration }) => migration.path),
      text: '',
      tool: (head ?? base)?.tool ?? 'numbered-sql',
      base: base?.migrations ?? [],
      head: head?.migrations ?? [],
      changed,
    }
  })
}

function changedMember(
  { base, head }: Survey,
  change: FileChange,
  root: string,
): HistoryDocument['changed'][number][] {
  const before = memberIn(base, basePath(change), root)
  const after = memberIn(head, headPath(change), root)
  const migration = after ?? before
  if (!migration) return []
  const status = !before ? 'added' : !after ? 'deleted' : change.status
  return [{ migration, status, ...(before ? { previous: before } : {}) }]
}

function memberIn(side: Side, path: string | undefined, root: string) {
  const member = path === undefined ? undefined : side.members.get(path)
  return member?.history.root === root ? member.migration : undefined
}
