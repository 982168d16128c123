import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: 'sluice/not-evaluated',
  title: 'Know what was not reviewed',
  languages: ['pull-request'],
  severity: 'medium',
  tags: ['coverage'],
  since: '0.1.0',
  why: 'A data file that could not be read may do anything. Silence about it would look like a pass.',
  fix: `Make the file readable: correct the syntax, name its dialect under \`databases\` in the policy, or split what cannot be read into a file of its own.
The policy's \`on.not_evaluated\` decides whether this blocks.`,
  examples: {
    bad: [
      'ALTER TABEL orders ADD COLUMN note text;',
      {
        files: {
          'db/migrate/20260102030405_add_note.rb': 'class AddNote < ActiveRecord::Migration[8.0]\nend\n',
        },
      },
      {
        files: { 'infra/main.tf': 'resource "aws_s3_bucket" "lake" {\n' },
        note: 'A block that is not closed',
      },
    ],
    good: [
      "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;",
      { files: { 'src/orders.rb': 'class Orders\nend\n' }, note: 'Not a data file.' },
      { files: { 'docs/orders.md': 'ALTER TABEL orders' }, note: 'SQL in prose is not run.' },
    ],
    before: 'CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
  },
  *check({ unread }) {
    for (const { path, range, reason } of unread) {
      yield {
        at: range,
        path,
        subject: { kind: 'file', name: path },
        identity: reason,
        message: `Not reviewed: ${reason.replace(/\.$/, '')}.`,
      }
    }
  },
})
