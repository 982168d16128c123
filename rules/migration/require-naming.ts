import { defineRule } from '../../src/core/rule.ts'
import { startOfFile } from '../../src/core/text.ts'

export default defineRule({
  id: 'migration/require-naming',
  title: 'Name a migration as its tool and its neighbours do',
  languages: ['migration-history'],
  severity: 'low',
  tags: ['process'],
  since: '0.1.0',
  why: 'A name that breaks the convention is sorted wrongly, or the tool does not see the file at all.',
  fix: 'Rename the file after the pattern of the files beside it.',
  examples: {
    before: {
      'db/migration/V1__a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);',
      'db/migration/V2__b.sql': 'CREATE TABLE b (id bigint PRIMARY KEY);',
    },
    bad: [
      {
        files: { 'db/migration/V3_c.sql': 'CREATE TABLE c (id bigint PRIMARY KEY);' },
        note: 'One underscore: Flyway passes it over.',
      },
      {
        before: {
          'migrations/001_a.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);',
          'migrations/002_b.sql': 'CREATE TABLE b (id bigint PRIMARY KEY);',
          'migrations/003_c.sql': 'CREATE TABLE c (id bigint PRIMARY KEY);',
        },
        files: { 'migrations/20260101120000_d.sql': 'CREATE TABLE d (id bigint PRIMARY KEY);' },
        note: 'A timestamp among numbers.',
      },
    ],
    good: [
      { files: { 'db/migration/V3__c.sql': 'CREATE TABLE c (id bigint PRIMARY KEY);' } },
      {
        files: { 'db/migration/V2_1__c.sql': 'CREATE TABLE c (id bigint PRIMARY KEY);' },
        note: 'Parts of a version may be joined by an underscore.',
      },
    ],
  },
  *check({ changed }) {
    for (const { migration, status } of changed) {
      if (status === 'deleted' || status === 'modified' || migration.nameProblem === undefined) continue
      yield {
        at: startOfFile,
        path: migration.path,
        subject: { kind: 'migration', name: migration.path },
        message: migration.nameProblem,
      }
    }
  },
})
