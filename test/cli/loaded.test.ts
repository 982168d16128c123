import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith, root, sluice } from './command.ts'

const heavy = /node_modules\/(js-yaml|ajv|typebox|@electric-sql\/pglite|graphile-worker|@anthropic-ai\/sdk)\//

/** Writes the URL of every module that Node loads, in every thread, to the file LOADED names. */
const recorder = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  import { appendFileSync } from 'node:fs'
  registerHooks({
    load(url, context, next) {
      appendFileSync(process.env.LOADED, url + '\\n')
      return next(url, context)
    },
  })
`)}`

/** What a run of the sources loads: a bundle has no names to tell. */
function loadedBy(args: readonly string[], files: Readonly<Record<string, string>>): string[] {
  const cwd = folderWith(files)
  const LOADED = join(cwd, 'loaded.txt')
  const ran = sluice(args, {
    cwd,
    env: { LOADED },
    node: ['--import', recorder],
    script: join(root, 'src/cli/main.ts'),
  })
  if (!existsSync(LOADED)) throw new Error(ran.err)
  return readFileSync(LOADED, 'utf8').trimEnd().split('\n')
}

const small = { 'a.sql': 'CREATE TABLE notes (id bigint PRIMARY KEY);\n' }

test('a lint without a policy loads no YAML, no schema library, no database, no model client and one renderer', () => {
  const loaded = loadedBy(['lint', 'a.sql'], small)
  expect(loaded.filter((url) => heavy.test(url))).toEqual([])
  const rendererOf = (url: string) =>
    /\/src\/render\/(terminal|json|sarif|markdown|html|github)\.ts$/.exec(url)?.[1]
  expect([...new Set(loaded.flatMap((url) => rendererOf(url) ?? []))]).toEqual(['terminal'])
  // The recorder sees the parser's thread as well.
  expect(loaded.some((url) => url.includes('libpg-query'))).toBe(true)
})

test('a policy file loads YAML and nothing else of these', () => {
  const loaded = loadedBy(['lint', 'a.sql'], { ...small, '.github/sluice.yml': 'extends: [strict]\n' })
  const packages = loaded.flatMap((url) => heavy.exec(url)?.[1] ?? [])
  expect([...new Set(packages)]).toEqual(['js-yaml'])
})

test('help and the list of rules load neither parser nor git', () => {
  for (const args of [['--help'], ['rules']])
    expect(loadedBy(args, {}).filter((url) => /libpg-query|\/src\/(?:sql|git)\//.test(url))).toEqual([])
})
