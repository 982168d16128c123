import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

// The sample pull request (fixtures/pulls/totals-and-email) as a story: what is merged, what Jonas pushes, and what he makes of it.

type Files = Readonly<Record<string, string | null>>

const sample = resolve(import.meta.dirname, '../../fixtures/pulls/totals-and-email')

const policy = `extends: [recommended]
databases:
  - { paths: [migrations/**], statistics: .github/table-stats.json }
`

export const merged = {
  ...filesIn('base'),
  '.github/sluice.yml': policy,
  '.github/table-stats.json': readFileSync(join(sample, 'stats.json'), 'utf8'),
}

const change = 'migrations/V042__totals.sql'

export const opened: Files = { [change]: readFileSync(join(sample, 'head', change), 'utf8') }

export const fixed: Files = {
  [change]: null,
  'migrations/V042__orders_status.sql': `-- The back office filters by status.
CREATE INDEX CONCURRENTLY orders_status_idx ON orders (status);
`,
}

function filesIn(side: string): Record<string, string> {
  const folder = join(sample, side)
  const paths = globSync('**/*.*', { cwd: folder }).sort()
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}
