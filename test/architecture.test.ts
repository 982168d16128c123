import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsOf } from './imports.ts'

// The house (ARCHITECTURE.md). A room imports from lower floors. `uses` names the neighbours on its own floor that it
// may import; rooms on floors 1 and 2 have none but those.
const rooms: Record<string, { floor: number; uses?: string[] }> = {
  core: { floor: 0 },
  sql: { floor: 1 },
  jinja: { floor: 1 },
  dbt: { floor: 1, uses: ['jinja', 'sql'] },
  terraform: { floor: 1 },
  contracts: { floor: 1 },
  migrations: { floor: 1 },
  policy: { floor: 1 },
  review: { floor: 1 },
  render: { floor: 1 },
  rules: { floor: 1 },
  rehearsal: { floor: 2 },
  git: { floor: 2 },
  github: { floor: 2 },
  anthropic: { floor: 2 },
  store: { floor: 2 },
  pipeline: { floor: 3 },
  app: { floor: 4 },
  cli: { floor: 4, uses: ['app'] },
}
/** What these rooms import from outside the house: nothing, neither a package nor Node. */
const sealed = ['core', 'rules']
/** Files outside the house that the doors print from. */
const published = ['app.yml', 'package.json', 'policies/policy.schema.json']
/** Files directly in src/ are the floor between the rooms and the doors. */
const loose = 'pipeline'

const root = resolve(import.meta.dirname, '..')
const files = globSync(['src/**/*.ts', 'rules/**/*.ts'], { cwd: root })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
const sources = new Map(files.map((file) => [file, importsOf(readFileSync(join(root, file), 'utf8'))]))

const isRelative = (specifier: string) => specifier.startsWith('.')
const target = (file: string, specifier: string) => join(dirname(file), specifier).replaceAll('\\', '/')

function roomOf(file: string): string {
  const [top, room, ...rest] = file.split('/')
  if (top !== 'src') return top ?? ''
  return rest.length === 0 ? loose : (room ?? '')
}

/** Why the first file may not import the second; undefined when it may. */
function objection(from: string, to: string): string | undefined {
  const [here, there] = [roomOf(from), roomOf(to)]
  const [mine, theirs] = [rooms[here], rooms[there]]
  if (!mine || !theirs) return published.includes(to) ? undefined : 'is outside the house'
  if (here === 'rules' && there === 'rules') return rulesObjection(from, to)
  if (here === there) return undefined
  if (here === 'rules') return there === 'core' ? undefined : 'rules/ imports only src/core'
  if (there === 'rules' && to !== 'rules/index.ts') return 'rules are imported through rules/index.ts'
  if (theirs.floor > mine.floor) return `floor ${theirs.floor} is above floor ${mine.floor}`
  if (theirs.floor === mine.floor && !mine.uses?.includes(there)) return `${there} is a neighbour of ${here}`
  return undefined
}

function rulesObjection(from: string, to: string): string | undefined {
  const shelf = [dirname(from), `${dirname(from)}/shared`]
  if (from === 'rules/index.ts' || shelf.includes(dirname(to))) return undefined
  return 'a rule imports only from its own folder, the `shared` in it, and src/core'
}

/** The first way back to where it started, file by file; empty when there is none. */
function cycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const path: string[] = []
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    path.push(file)
    for (const next of graph.get(file) ?? []) {
      const found = visit(next)
      if (found.length > 0) return found
    }
    path.pop()
    done.add(file)
    return []
  }
  for (const file of graph.keys()) {
    const found = visit(file)
    if (found.length > 0) return found
  }
  return []
}

describe('the house', () => {
  test('every folder in src/ has a floor', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )
    expect(folders.map((folder) => folder.name).filter((name) => !rooms[name])).toEqual([])
  })

  test('a room imports from lower floors only', () => {
    const objections = [...sources].flatMap(([file, specifiers]) =>
      specifiers.filter(isRelative).flatMap((specifier) => {
        const why = objection(file, target(file, specifier))
        return why ? [`${file} imports ${specifier}: ${why}`] : []
      }),
    )
    expect(objections).toEqual([])
  })

  test.each(sealed)('%s imports no package and no node:*', (room) => {
    const foreign = [...sources]
      .filter(([file]) => roomOf(file) === room)
      .flatMap(([file, specifiers]) =>
        specifiers.filter((s) => !isRelative(s)).map((s) => `${file} imports ${s}`),
      )
    expect(foreign).toEqual([])
  })

  test('every relative import names an existing file with its extension', () => {
    const missing = [...sources].flatMap(([file, specifiers]) =>
      specifiers
        .filter((specifier) => isRelative(specifier) && !/\.(?:json|yml)$/.test(specifier))
        .filter((specifier) => !sources.has(target(file, specifier)))
        .map((specifier) => `${file} imports ${specifier}`),
    )
    expect(missing).toEqual([])
  })

  test('no import leads back to where it started', () => {
    const graph = new Map(
      [...sources].map(([file, specifiers]) => [file, specifiers.map((s) => target(file, s))]),
    )
    expect(cycle(graph)).toEqual([])
  })
})

describe('the walls', () => {
  test.each([
    ['src/core/a.ts', 'src/core/b.ts'],
    ['src/sql/parse.ts', 'src/core/statement.ts'],
    ['src/dbt/model.ts', 'src/sql/parse.ts'],
    ['src/git/collect.ts', 'src/policy/read.ts'],
    ['src/pipeline.ts', 'src/git/collect.ts'],
    ['src/pipeline.ts', 'rules/index.ts'],
    ['src/cli/main.ts', 'src/pipeline.ts'],
    ['rules/index.ts', 'rules/postgres/require-timeout.ts'],
    ['rules/terraform/s3.ts', 'rules/terraform/attributes.ts'],
    ['rules/postgres/a.ts', 'src/core/rule.ts'],
    ['src/app/version.ts', 'package.json'],
  ])('%s may import %s', (from, to) => expect(objection(from, to)).toBeUndefined())

  test.each([
    ['src/core/evaluate.ts', 'src/sql/parse.ts'],
    ['src/core/evaluate.ts', 'rules/index.ts'],
    ['src/core/evaluate.ts', 'src/pipeline.ts'],
    ['src/sql/parse.ts', 'src/dbt/model.ts'],
    ['src/sql/parse.ts', 'rules/index.ts'],
    ['src/git/collect.ts', 'src/github/publish.ts'],
    ['src/render/comment.ts', 'src/git/collect.ts'],
    ['src/pipeline.ts', 'src/cli/main.ts'],
    ['src/pipeline.ts', 'rules/postgres/a.ts'],
    ['src/sql/parse.ts', 'scripts/build.ts'],
    ['rules/postgres/a.ts', 'src/sql/parse.ts'],
    ['rules/postgres/a.ts', 'rules/sql/b.ts'],
    ['rules/postgres/a.ts', 'rules/index.ts'],
  ])('%s may not import %s', (from, to) => expect(objection(from, to)).toBeDefined())

  test('a way back is found, a shared dependency is none', () => {
    expect(
      cycle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
    ).toEqual(['b', 'c', 'b'])
    expect(
      cycle(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['d']],
          ['c', ['d']],
          ['d', []],
        ]),
      ),
    ).toEqual([])
  })
})

describe('the import scanner', () => {
  test.each([
    ["import a from 'x'", ['x']],
    ["import 'x'", ['x']],
    ["import type { A } from 'x'", ['x']],
    ["import { type A } from 'x'", ['x']],
    ["export * from 'x'", ['x']],
    ["export type { A } from 'x'", ['x']],
    ["import json from './x.json' with { type: 'json' }", ['./x.json']],
    ["type A = import('x').A", ['x']],
    ["const a = await import('x')", ['x']],
    ['const a = import(`x`)', ['x']],
    ["new Worker(new URL('./worker.ts', import.meta.url))", ['./worker.ts']],
    ["import a = require('x')", ['x']],
    ["import {\n  a, // from 'y'\n  b,\n} from 'x'", ['x']],
  ])('%s', (text, expected) => expect(importsOf(text)).toEqual(expected))

  test.each([
    "// import a from 'x'",
    "/* export * from 'x' */",
    'const a = "import a from \'x\'"',
    "const a = `\nimport a from 'x'\n`",
    "const a = /import 'x'/",
    "export const from = 'x'",
    "const a = { import: 'x', from: 'y' }",
    "a.import('x')",
    "new URL('./x.ts', base)",
  ])('none in %s', (text) => expect(importsOf(text)).toEqual([]))

  test('an import whose name is computed cannot be judged, so it is refused', () => {
    expect(() => importsOf('import(name)')).toThrow('computed')
  })

  test('a file that does not parse is refused', () => {
    expect(() => importsOf('import {')).toThrow()
  })
})
