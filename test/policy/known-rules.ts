import type { KnownRule } from '../../src/policy/check.ts'

export const rules: readonly KnownRule[] = [
  {
    id: 'postgres/ban-lock-table',
    aliases: ['squawk:ban-lock'],
    options: { most: { description: '', default: 3 }, names: { description: '', default: ['a'] } },
  },
  { id: 'postgres/require-concurrent-index', aliases: ['squawk:require-concurrent-index-creation'] },
  { id: 'migration/ban-drop-table', aliases: ['squawk:ban-lock'] },
  { id: 'migration/ban-truncate' },
  { id: 'governance/new-suppression' },
  { id: 'sluice/not-evaluated' },
]
