import { defineRule } from '../../src/core/rule.ts'
import { startOfFile } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/ban-edit-applied',
  title: 'Leave merged migrations as they are',
  languages: ['migration-history'],
  severity: 'high',
  tags: ['process'],
  since: '0.1.0',
  why: 'Databases that have run the file already never see the change; new ones do, and the two drift apart. Tools that keep checksums refuse to run at all.',
  fix: 'Restore the file and write a new migration that makes the difference.',
  examples: {
    before: {
      'db/migration/V1__orders.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
      'db/migration/V2__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n',
      'db/migration/R__report.sql': 'CREATE OR REPLACE VIEW report AS SELECT id FROM orders;\n',
    },
    bad: [
      { files: { 'db/migration/V2__note.sql': 'ALTER TABLE orders ADD COLUMN note text NOT NULL;\n' } },
      { files: { 'db/migration/V2__note.sql': null } },
    ],
    good: [
      {
        files: {
          'db/migration/V3__remark.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN remark text;\n",
        },
      },
      {
        files: {
          'db/migration/R__report.sql': 'CREATE OR REPLACE VIEW report AS SELECT id, note FROM orders;\n',
        },
        note: 'Repeatable files are meant to change.',
      },
      {
        before: {
          'migrations/0001_a.up.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);',
          'migrations/0001_a.down.sql': 'DROP TABLE order;',
        },
        files: { 'migrations/0001_a.down.sql': 'DROP TABLE orders;' },
        note: 'A down script that never ran may be mended.',
      },
    ],
  },
  *check({ changed, head }) {
    for (const { migration, status, previous } of changed) {
      if (status === 'added' || previous?.role !== 'up') continue
      if (isReworked(migration.version, head)) continue
      yield {
        at: startOfFile,
        path: migration.path,
        subject: { kind: 'migration', name: previous.path },
        message: `This migration is merged and may have run already; this change ${verbs[status]}.`,
      }
    }
  },
})

const verbs = { modified: 'edits it', deleted: 'deletes it', renamed: 'renames it' } as const

/** `sqitch rework` keeps the old script beside the new one, under its tag. */
function isReworked(version: string, head: readonly { readonly version: string }[]): boolean {
  return version !== '' && head.some((other) => other.version.startsWith(`${version}@`))
}
