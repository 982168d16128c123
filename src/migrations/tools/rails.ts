import type { Found } from '../draft.ts'
import { directoryOf, fileName } from '../paths.ts'
import { groupBy, type Project } from '../project.ts'
import { oneWay } from '../sections.ts'

const migration = /^\d+_\w+\.rb$/

/**
 * Rails: `db/migrate/<timestamp>_name.rb` is Ruby and not read; `db/structure.sql` is the dump it leaves
 * behind, with the versions in `schema_migrations` at its end, and `db/schema.rb` the same in Ruby (Ruby on
 * Rails Guides, "Active Record Migrations", 6.2).
 */
export function findRails(project: Project): Found[] {
  const scripts = project.paths.filter(
    (path) => migration.test(fileName(path)) && /(?:^|\/)db\/\w*migrate$/.test(directoryOf(path)),
  )
  const roots = groupBy(scripts, directoryOf)
  for (const path of project.named('structure.sql')) {
    const isRails = /INSERT INTO (?:"?\w{1,60}"?\.)?[`"]?schema_migrations[`"]?/.test(
      project.text(path) ?? '',
    )
    const root = `${path.slice(0, -'structure.sql'.length)}migrate`
    if (isRails && !roots.has(root)) roots.set(root, [])
  }
  return [...roots].map(([root, paths]) => {
    const database = directoryOf(root)
    const dump = `${database === '' ? '' : `${database}/`}structure.sql`
    const ruby = `${database === '' ? '' : `${database}/`}schema.rb`
    const text = project.text(dump)
    const sections = oneWay(text, 'up')
    const unread = [
      ...paths.map((path) => ({ path, reason: 'Rails migration written in Ruby' })),
      ...(project.has(ruby) ? [{ path: ruby, reason: 'Rails schema written in Ruby' }] : []),
    ]
    const schema = {
      path: dump,
      role: 'schema' as const,
      version: '',
      description: 'structure',
      rank: [],
      transaction: 'none' as const,
      sections,
    }
    return { tool: 'rails', root, drafts: project.has(dump) ? [schema] : [], unread, undo: 'never' }
  })
}
