import type { Migration } from '../../src/core/migration.ts'
import { defineRule } from '../../src/core/rule.ts'
import { startOfFile } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/require-linear-order',
  title: 'Number a new migration after every merged one',
  languages: ['migration-history'],
  severity: 'high',
  tags: ['process'],
  since: '0.1.0',
  aliases: ['atlas:non_linear'],
  why: 'A version that another file has, or that is older than one already applied, is refused, skipped, or run in another order than on a new database.',
  fix: 'Rename the file to a version above the newest on the base branch, with its down script, and rebase.',
  examples: {
    before: {
      'db/migration/V1__a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);',
      'db/migration/V3__c.sql': 'CREATE TABLE c (id bigint PRIMARY KEY);',
    },
    bad: [
      {
        files: { 'db/migration/V3__d.sql': 'CREATE TABLE d (id bigint PRIMARY KEY);' },
        note: 'The version is taken.',
      },
      {
        files: { 'db/migration/V2__b.sql': 'CREATE TABLE b (id bigint PRIMARY KEY);' },
        note: 'Older than what is merged.',
      },
      {
        files: {
          'db/migration/V4__d.sql': 'CREATE TABLE d (id bigint PRIMARY KEY);',
          'db/migration/V4__e.sql': 'CREATE TABLE e (id bigint PRIMARY KEY);',
        },
        note: 'Twice in one change.',
      },
    ],
    good: [
      { files: { 'db/migration/V4__d.sql': 'CREATE TABLE d (id bigint PRIMARY KEY);' } },
      {
        files: { 'db/migration/V10__d.sql': 'CREATE TABLE d (id bigint PRIMARY KEY);' },
        note: 'Ten comes after three.',
      },
      {
        files: { 'db/migration/R__v.sql': 'CREATE OR REPLACE VIEW v AS SELECT id FROM a;' },
        note: 'Repeatable files have no version.',
      },
    ],
  },
  *check({ base, head, changed }) {
    const forward = head.filter(isForward)
    const newest = base
      .filter(isForward)
      .reduce<Migration | undefined>(
        (last, next) => (!last || next.order > last.order ? next : last),
        undefined,
      )
    const byOrder = Map.groupBy(forward, ({ order }) => order)
    const merged = new Map(head.map((migration) => [migration.path, migration]))
    const newestNow = newest && (merged.get(newest.path) ?? newest)
    for (const { migration, status } of changed) {
      if (status !== 'added' || !isForward(migration)) continue
      const twins = (byOrder.get(migration.order) ?? []).filter(({ path }) => path !== migration.path)
      const problem =
        twins.length > 0
          ? `Version ${migration.version} is also that of ${twins.map(({ path }) => path).join(', ')}.`
          : newestNow && migration.order < newestNow.order
            ? `Version ${migration.version} is older than ${newestNow.version}, which is merged already.`
            : undefined
      if (!problem) continue
      yield {
        at: startOfFile,
        path: migration.path,
        subject: { kind: 'migration', name: migration.path },
        message: problem,
      }
    }
  },
})

const isForward = ({ role, version }: Migration) => role === 'up' && version !== ''
