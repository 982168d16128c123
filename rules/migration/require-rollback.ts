import { defineRule } from '../../src/core/rule.ts'
import { saysWhyNoUndo } from './shared/undo.ts'

export default defineRule({
  id: 'migration/require-rollback',
  title: 'Say how the migration is undone, or why it cannot be',
  languages: ['sql'],
  severity: 'medium',
  tags: ['process'],
  since: '0.1.0',
  aliases: ['strong_migrations:check_down'],
  why: 'When the release has to go back at night, nobody should have to write the undo script then.',
  fix: 'Write the down script the tool looks for. When nothing can restore what this migration takes away, say so: `-- irreversible: the old codes are not kept`.',
  examples: {
    before: {
      'migrations/0001_a.up.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);',
      'migrations/0001_a.down.sql': 'DROP TABLE orders;',
    },
    bad: [
      {
        files: {
          'migrations/0002_b.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
        },
      },
      {
        before: {
          'db/migrations/20260101000000_a.sql':
            '-- migrate:up\nCREATE TABLE orders (id bigint PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE orders;\n',
        },
        files: {
          'db/migrations/20260102000000_b.sql':
            "-- migrate:up\nSET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\n\n-- migrate:down\n",
        },
        note: 'dbmate: the down section is empty.',
      },
    ],
    good: [
      {
        files: {
          'migrations/0002_b.up.sql': "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
          'migrations/0002_b.down.sql': 'ALTER TABLE orders DROP COLUMN note;',
        },
      },
      {
        files: {
          'migrations/0002_b.up.sql':
            "-- irreversible: the rows are archived elsewhere\nSET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
        },
      },
      {
        before: {
          'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
          'prisma/migrations/20260101000000_a/migration.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);',
        },
        files: {
          'prisma/migrations/20260102000000_b/migration.sql':
            "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
        },
        note: 'Prisma has no down scripts.',
      },
    ],
  },
  *check({ path, statements, undo, comments, migration }) {
    if (migration?.role !== 'up' || !migration.expectsUndo || migration.partner !== undefined) return
    const [first] = statements
    if (!first || undo.length > 0 || comments.some(({ text }) => saysWhyNoUndo(text))) return
    yield {
      at: first.range,
      subject: { kind: 'migration', name: path },
      message:
        'Nothing undoes this migration: its neighbours have a down script or section, and this one has none.',
    }
  },
})
