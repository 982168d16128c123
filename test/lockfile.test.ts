import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Lockfile, missingEntries } from '../scripts/complete-lockfile.ts'

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
const lockfile = JSON.parse(text) as Lockfile

test('the lockfile names no registry host', () => {
  expect(text).not.toContain('"resolved"')
})

test('only the pinned Node runs a script when it is installed', () => {
  const scripted = Object.entries(lockfile.packages).filter(([, entry]) => entry.hasInstallScript)
  // Two more have one that package.json's allowScripts does not name: fsevents (macOS only), and the grammar, which only the build needs.
  const idle = ['', 'node_modules/fsevents', 'node_modules/@tree-sitter-grammars/tree-sitter-hcl']
  expect(scripted.map(([path]) => path).filter((path) => !idle.includes(path))).toEqual(['node_modules/node'])
  expect(lockfile.packages['node_modules/@tree-sitter-grammars/tree-sitter-hcl']?.dev).toBe(true)
})

test('the lockfile holds every platform; otherwise run: npm run lockfile', () => {
  expect(Object.keys(missingEntries(lockfile))).toEqual([])
})

test('a platform package is missing, another kind of optional package is not added', () => {
  const packages = {
    'node_modules/tool': {
      dev: true,
      optionalDependencies: { 'tool-linux-x64-musl': '1.2.3', extra: '1', 'tool-win32-x64': '1' },
    },
    'node_modules/tool/node_modules/tool-win32-x64': {},
  }
  expect(missingEntries({ packages })).toEqual({
    'node_modules/tool-linux-x64-musl': {
      version: '1.2.3',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    },
  })
})
