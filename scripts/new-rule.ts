import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Writes the beginning of a rule; the examples test fails until its examples tell a bad migration from a good one. */
const [id, title = 'Say what to do, as an order'] = process.argv.slice(2)
const root = resolve(import.meta.dirname, '..')

if (!id || !/^[a-z]+\/[a-z]+(?:-[a-z0-9]+)*$/.test(id)) {
  process.stderr.write(
    'Usage: npm run new-rule -- <domain>/<name> ["Title as an order"]\nThe id is small letters and dashes: postgres/ban-lock-table\n',
  )
  process.exit(2)
}
const path = `${root}/rules/${id}.ts`
if (existsSync(path)) {
  process.stderr.write(`rules/${id}.ts is there already.\n`)
  process.exit(2)
}
mkdirSync(dirname(path), { recursive: true })
writeFileSync(
  path,
  `import { defineRule } from '../../src/core/rule.ts'

export default defineRule({
  id: '${id}',
  title: '${title.replaceAll("'", "\\'")}',
  languages: ['sql'],
  severity: 'medium',
  tags: [],
  since: '0.1.0',
  why: '',
  fix: '',
  examples: {
    before: '',
    bad: [],
    good: [],
  },
  *check({ statements }, context) {
    for (const statement of statements) {
      if (statement.kind !== 'alter-table') continue
      const table = context.existing(statement, statement.table)
      if (table === 'new') continue
      yield { at: statement.range, subject: { kind: 'table', name: statement.table }, message: '' }
    }
  },
})
`,
)
process.stdout.write(
  `rules/${id}.ts\nNext: fill it in, name it in policies/*.yml, run npm run generate and npx vitest run test/rules -t ${id}\n`,
)
