import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { generatedFiles } from './generated-files.ts'

/** Writes everything that is made from something else. `test/generated.test.ts` asserts that nothing is stale. */
const root = resolve(import.meta.dirname, '..')
for (const [path, text] of await generatedFiles(root)) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
