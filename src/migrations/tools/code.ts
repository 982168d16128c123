import type { UnreadMigration } from '../../core/migration.ts'
import { fileName } from '../paths.ts'
import type { Project } from '../project.ts'

interface Kind {
  readonly name: RegExp
  readonly directory: RegExp
  readonly reason: string
  /** What the text must hold, where it was collected. */
  readonly text?: RegExp
}

/** Migrations that are programs, by the names and directories their frameworks prescribe. */
const kinds: readonly Kind[] = [
  {
    name: /^\w+\.py$/,
    directory: /(?:^|\/)(?:alembic|migrations?|\w*_?alembic)\/versions$/,
    reason: 'Alembic migration written in Python',
  },
  { name: /^\d{4}_\w+\.py$/, directory: /(?:^|\/)migrations$/, reason: 'Django migration written in Python' },
  {
    name: /^\d{4}_\d{2}_\d{2}_\d{6}_\w+\.php$/,
    directory: /(?:^|\/)migrations$/,
    reason: 'Laravel migration written in PHP',
  },
  {
    name: /^Version\d{14}\.php$/,
    directory: /(?:^|\/)(?:\w*migrations)$/i,
    reason: 'Doctrine migration written in PHP',
  },
  { name: /^\d{14}_\w+\.exs$/, directory: /(?:^|\/)migrations$/, reason: 'Ecto migration written in Elixir' },
  {
    name: /^[VUR]\d*[\d_.]*__\w+\.(?:java|kt)$/,
    directory: /(?:^|\/)db\/migrations?(?:\/|$)/,
    reason: 'Flyway migration written in Java or Kotlin',
  },
  { name: /^\d+_\w+\.go$/, directory: /(?:^|\/)migrations?$/, reason: 'Migration written in Go' },
  {
    name: /^\d{14}_\w+\.cs$/,
    directory: /(?:^|\/)Migrations$/,
    reason: 'Entity Framework migration written in C#',
  },
  {
    name: /^\d{8,17}[-_.][\w.-]+\.(?:[cm]?js|ts)$/,
    directory: /(?:^|\/)(?:migrations?|migrate)$/,
    reason: 'Migration written in JavaScript or TypeScript',
    text: /\bup\b/,
  },
  {
    name: /^m\d{6,8}_\w+\.rs$/,
    directory: /(?:^|\/)(?:migration|migrations)(?:\/src)?$/,
    reason: 'SeaORM migration written in Rust',
  },
]

/** Code migrations by directory, whoever runs them. Declaration files and tests are none. */
export function findCode(project: Project): Map<string, UnreadMigration[]> {
  const found = new Map<string, UnreadMigration[]>()
  for (const [directory, paths] of project.files) {
    const here = kinds.filter((kind) => kind.directory.test(directory))
    if (here.length === 0) continue
    const unread = paths.flatMap((path) => {
      const name = fileName(path)
      if (/(?:\.d\.ts|_test\.go|\.(?:test|spec)\.[cm]?[jt]s|^__init__\.py)$/.test(name)) return []
      const text = project.text(path)
      const kind = here.find(
        (each) => each.name.test(name) && (!each.text || text === undefined || each.text.test(text)),
      )
      return kind ? [{ path, reason: kind.reason }] : []
    })
    if (unread.length > 0) found.set(directory, unread)
  }
  return found
}
