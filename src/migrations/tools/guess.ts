import { directoryOf, fileName } from '../paths.ts'

const likely = /^(?:migrations?|migrate|migration_files|schema_?migrations|sql_?migrations)$/i
const unlikely = new Set([
  'analysis',
  'analyses',
  'analytics',
  'query',
  'queries',
  'report',
  'reports',
  'reporting',
  'dashboards',
  'seed',
  'seeds',
  'fixture',
  'fixtures',
  '__fixtures__',
  'testdata',
  'test-data',
  'test_data',
  'test',
  'tests',
  '__tests__',
  'spec',
  'specs',
  'example',
  'examples',
  'sample',
  'samples',
  'docs',
  'doc',
  'snippets',
  'exercises',
  'exercise',
  'lessons',
  'lesson',
  'solutions',
  'tutorial',
  'tutorials',
  'benchmark',
  'benchmarks',
  'bench',
  'models',
  'macros',
  'snapshots',
  'notebooks',
  'initdb.d',
  'docker-entrypoint-initdb.d',
  'expected',
  'golden',
  'leetcode',
  'challenges',
])

/**
 * Whether a directory may be taken for a history from its file names alone: not where queries, lessons,
 * fixtures or first-start scripts live.
 */
export function guessableDirectory(directory: string): boolean {
  return (
    likely.test(fileName(directory)) || !directory.split('/').some((part) => unlikely.has(part.toLowerCase()))
  )
}

export function guessable(path: string): boolean {
  return guessableDirectory(directoryOf(path))
}
