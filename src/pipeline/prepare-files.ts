import type { TerraformDocument } from '../core/document.ts'
import { basePath, type FileChange, headPath, type Snapshot, textAt } from '../core/snapshot.ts'
import type { ChangedFile } from '../review/material.ts'
import { namesOf, openNeighbours } from './neighbours.ts'
import type { ReadChange } from './read-change.ts'
import type { Side } from './survey.ts'

/** Changed files that a question may be about: SQL, dbt projects, Terraform; migrations in the order in which they run. */
export function askedFiles(read: ReadChange, snapshot: Snapshot): readonly ChangedFile[] {
  const { survey, terraform } = read
  const sql = new Set(survey.sql)
  const dbt = new Set(survey.unread.filter(({ language }) => language === 'dbt').map(({ path }) => path))
  const around = dbt.size > 0 ? surroundingsOf(read, snapshot) : undefined
  const placed = snapshot.changed.flatMap((change): Placed[] => {
    if (sql.has(change)) return [ofSql(change, read)]
    if (around && dbt.has(change.path)) return [ofDbt(change, snapshot, around)]
    const root = rootOf(change, terraform.head)
    return root === undefined ? [] : [ofTerraform(change, root)]
  })
  return placed
    .toSorted(
      (one, other) =>
        compare(one.group, other.group) ||
        one.order - other.order ||
        compare(one.change.path, other.change.path),
    )
    .flatMap((one) => withTexts(one, snapshot))
}

interface Placed
  extends Pick<ChangedFile, 'topic' | 'form' | 'group' | 'run' | 'isTemplate' | 'beside' | 'neighbours'> {
  readonly change: FileChange
  /** Within its group. */
  readonly order: number
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

function ofSql(change: FileChange, { survey, model }: ReadChange): Placed {
  const [old, fresh] = [basePath(change) ?? change.path, headPath(change)]
  const [side, path] = fresh === undefined ? [survey.base, old] : [survey.head, fresh]
  const member = side.members.get(path)
  const [was, is] = [model.base.get(old), fresh === undefined ? undefined : model.head.get(fresh)]
  const run = is && was && member?.migration.role === 'schema' ? { ...is, before: was.after } : (is ?? was)
  return {
    ...{ change, topic: member ? 'ddl' : 'diff', form: 'sql', beside: [] },
    order: member ? orderIn(side, path) : 0,
    group: member?.history.root ?? '',
    ...(run && { run }),
  }
}

/** As the tool runs them, an undo file after what it undoes. */
function orderIn({ members }: Side, path: string): number {
  const member = members.get(path)
  if (!member) return 0
  const { migration, history } = member
  const { partner, role } = migration
  const undone = role === 'down' ? history.migrations.findIndex((one) => one.path === partner) : -1
  return undone >= 0 ? undone + 0.5 : history.migrations.findIndex((one) => one.path === path)
}

interface Surroundings {
  readonly properties: ReadonlyMap<string, ChangedFile['beside']>
  readonly neighbours: ReturnType<typeof openNeighbours>
}

function surroundingsOf({ model }: ReadChange, snapshot: Snapshot): Surroundings {
  return { properties: propertiesOf(snapshot), neighbours: openNeighbours(snapshot, model.merged) }
}

/** Of a dbt project all is one group: models read each other. */
function ofDbt(change: FileChange, { head }: Snapshot, { properties, neighbours }: Surroundings): Placed {
  const isModel = change.path.endsWith('.sql')
  const text = isModel ? textAt(head, change.path) : undefined
  return {
    ...{ change, topic: 'diff', form: isModel ? 'sql' : 'yaml', group: 'dbt', order: 0 },
    beside: isModel ? (properties.get(folderOf(change.path)) ?? []) : [],
    ...(isModel && { isTemplate: true as const }),
    ...(text !== undefined && { neighbours: neighbours(change.path, text, namesOf(change)) }),
  }
}

/** YAML that the change leaves alone, by folder. */
function propertiesOf({ head, changed }: Snapshot): Surroundings['properties'] {
  const touched = new Set(changed.map(({ path }) => path))
  const left = [...head.files].flatMap(([path, content]) =>
    /\.ya?ml$/.test(path) && !touched.has(path) && content.kind === 'text'
      ? [{ path, text: content.text }]
      : [],
  )
  return Map.groupBy(left, ({ path }) => folderOf(path))
}

function ofTerraform(change: FileChange, root: string): Placed {
  const { path } = change
  const form = path.endsWith('.json') ? 'json' : /\.ya?ml$/.test(path) ? 'yaml' : 'terraform'
  return { change, topic: 'plan', form, group: root, order: 0, beside: [] }
}

/** The first root module that has a part in it, on either side. */
function rootOf(change: FileChange, documents: readonly TerraformDocument[]): string | undefined {
  const [old, fresh] = [basePath(change), headPath(change)]
  const takes = ({ paths, before }: TerraformDocument) =>
    (fresh !== undefined && paths.includes(fresh)) || (old !== undefined && before?.paths.includes(old))
  return documents.find(takes)?.root
}

/** Nothing is asked about what could not be read as text. */
function withTexts({ change, order: _, ...placed }: Placed, snapshot: Snapshot): readonly ChangedFile[] {
  const [old, fresh] = [basePath(change), headPath(change)]
  const base = old === undefined ? undefined : textAt(snapshot.base, old)
  const head = fresh === undefined ? undefined : textAt(snapshot.head, fresh)
  const isUnread = (old !== undefined && base === undefined) || (fresh !== undefined && head === undefined)
  if (isUnread) return []
  return [
    {
      ...placed,
      path: change.path,
      status: change.status,
      ...(old !== undefined && old !== change.path && { basePath: old }),
      ...(base !== undefined && { base }),
      ...(head !== undefined && { head }),
    },
  ]
}
