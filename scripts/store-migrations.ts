import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** The module that holds our own migrations: the bundle cannot read them from beside itself. */
export function migrationsModule(root: string): string {
  const files = globSync('src/store/migrations/*.sql', { cwd: root }).sort()
  const entries = files.map(
    (path) =>
      `  { name: ${quoted(basename(path))}, text: ${quoted(readFileSync(`${root}/${path}`, 'utf8'))} },`,
  )
  return [
    '// Made by `npm run generate` from src/store/migrations. Do not edit.',
    'export const migrations: readonly { readonly name: string; readonly text: string }[] = [',
    ...entries,
    ']',
    '',
  ].join('\n')
}

const quoted = (text: string) => JSON.stringify(text)
