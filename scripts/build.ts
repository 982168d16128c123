// Bundles src/ and rules/ into dist/: few files to open, and what few commands need stays a file of its own. As CommonJS: an ES import
// of one of Node's modules looks at all it exports, and thereby loads streams and sockets that nobody uses.
// A package in "dependencies" stays an import (it loads a wasm beside itself, say); one in "devDependencies" that the
// sources import is copied into the bundle, and its licence into dist/THIRD-PARTY-LICENSES.txt.
import { cpSync, existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type CodeSplittingGroup, type OutputOptions, type Plugin, rolldown } from 'rolldown'
import manifest from '../package.json' with { type: 'json' }
import { pristineKey } from '../src/rehearsal/embedded/key.ts'
import { shippedPristine } from '../src/rehearsal/pristine.ts'
import { pristineCluster } from './pristine-cluster.ts'

const root = resolve(import.meta.dirname, '..')
const entry = 'src/cli/main.ts'

/** Files of packages that users do not install, as their install scripts would run. */
const carried = [
  {
    from: 'node_modules/@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm',
    to: 'terraform/tree-sitter-terraform.wasm',
  },
]

const external = Object.keys(manifest.dependencies)
const threads = new Map<string, string>()

/** `new URL('./worker.ts', import.meta.url)` points at what that file is built to: a bundle of its own, one file a thread has to open. */
const workers: Plugin = {
  name: 'workers',
  transform: {
    filter: { code: 'import.meta.url' },
    handler(code, id) {
      return code.replace(/new URL\('(\.{1,2}\/[^']+)\.ts', import\.meta\.url\)/g, (_, path: string) => {
        const file = resolve(dirname(id), `${path}.ts`)
        threads.set(nameOf(file), file)
        // Every file of the bundle lies one folder deep.
        return `new URL('../${nameOf(file)}.cjs', import.meta.url)`
      })
    },
  },
}

function nameOf(file: string): string {
  return file.slice(resolve(root, 'src').length + 1).replace(/\.ts$/, '')
}

/** Files of the pipeline that only an opinion needs. */
const ofOpinions =
  'pipeline/(?:(?:ask|call|counted|in-order|neighbours|prepare(?:-[a-z]+)?|prove|try-out)\\.ts|prove/)'

/**
 * What every review needs in one file, what words its report in another, and what makes an opinion in a third: opening a file costs more than
 * reading it. What of the pipeline reaches up to git and GitHub stays out, as their files need the first one.
 */
const groups: CodeSplittingGroup[] = [
  {
    name: 'review',
    test: new RegExp(
      // Packages have folders of these names as well.
      `^(?!.*/node_modules/).*/(?:rules|src/(?!${ofOpinions})(?:core|migrations|terraform|pipeline(?!/(?:collect-range|approvals)\\.ts)))/`,
    ),
  },
  { name: 'opinion', test: new RegExp(`/src/(?:review/|${ofOpinions})`) },
  { name: 'render', test: /\/src\/render\/(?!visible)/ },
]

async function build(): Promise<void> {
  // Made before what was built last is gone: it may hold one already.
  const cluster = await pristineCluster()
  rmSync(`${root}/dist`, { recursive: true, force: true })
  const modules = await bundled('cli/main', `${root}/${entry}`, {
    groups,
    includeDependenciesRecursively: false,
  })
  for (const [name, file] of threads) modules.push(...(await bundled(name, file, false)))
  const licensed = packagesOf(modules).map((folder) => licence(folder, 'whole'))
  for (const { from, to } of carried) {
    cpSync(`${root}/${from}`, `${root}/dist/${to}`)
    licensed.push(licence(packageOf(`${root}/${from}`), 'in part'))
  }
  writeFileSync(`${root}/dist/THIRD-PARTY-LICENSES.txt`, licensed.join(`\n${'-'.repeat(80)}\n\n`))
  await shippedPristine.write(pristineKey, cluster)
}

/** Bundles one entry and gives the modules that went into it. */
async function bundled(
  name: string,
  file: string,
  codeSplitting: NonNullable<OutputOptions['codeSplitting']>,
): Promise<string[]> {
  const bundle = await rolldown({
    cwd: root,
    input: { [name]: file },
    platform: 'node',
    external: (id) => external.some((each) => id === each || id.startsWith(`${each}/`)),
    plugins: [workers],
    preserveEntrySignatures: false,
  })
  const { output } = await bundle.write({
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
    codeSplitting,
    chunkFileNames: 'parts/[name]-[hash].cjs',
  })
  await bundle.close()
  refuseCircles(
    new Map(output.flatMap((chunk) => (chunk.type === 'chunk' ? [[chunk.fileName, chunk.imports]] : []))),
  )
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
}

/** Files that need each other while they load find each other empty, whatever the sources say: that is a mistake of `groups`. */
function refuseCircles(imports: ReadonlyMap<string, readonly string[]>): void {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) throw new Error(`the bundle has a circle: ${[...path, file].join(' -> ')}`)
    if (done.has(file)) return
    for (const next of imports.get(file) ?? []) visit(next, [...path, file])
    done.add(file)
  }
  for (const file of imports.keys()) visit(file, [])
}

function packagesOf(modules: string[]): string[] {
  const folders = modules.filter((id) => id.includes('/node_modules/')).map(packageOf)
  return [...new Set(folders)].sort()
}

function packageOf(file: string): string {
  return file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? ''
}

function licence(folder: string, taken: 'whole' | 'in part'): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  if (taken === 'whole' && globSync('**/*.{wasm,node,data}', { cwd: folder }).length > 0)
    throw new Error(`${name} loads a file beside itself, which a bundle loses: move it to "dependencies"`)
  const file = readdirSync(folder).find((path) => /^licen[cs]e/i.test(path))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8') : ''}`
}

if (existsSync(`${root}/${entry}`)) {
  try {
    await build()
  } catch (error) {
    // What was refused must not be what runs.
    rmSync(`${root}/dist`, { recursive: true, force: true })
    throw error
  }
} else console.error(`nothing to build yet: there is no ${entry}`)
