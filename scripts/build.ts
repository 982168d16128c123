// Bundles src/ and rules/ into dist/: few files to open, and a lazily imported room stays a file of its own.
// A package in "dependencies" stays an import (it loads a wasm beside itself, say); one in "devDependencies" that the
// sources import is copied into the bundle, and its licence into dist/THIRD-PARTY-LICENSES.txt.
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import manifest from '../package.json' with { type: 'json' }

const root = resolve(import.meta.dirname, '..')
const entry = 'src/cli/main.ts'

/** `new URL('./worker.ts', import.meta.url)` makes that file an entry and points the URL at what it was built to. */
const workers: Plugin = {
  name: 'workers',
  transform: {
    filter: { code: 'import.meta.url' },
    handler(code, id) {
      return code.replace(/new URL\('(\.{1,2}\/[^']+)\.ts', import\.meta\.url\)/g, (_, path: string) => {
        const file = resolve(dirname(id), `${path}.ts`)
        const chunk = this.emitFile({ type: 'chunk', id: file, name: nameOf(file) })
        return `new URL(import.meta.ROLLUP_FILE_URL_${chunk})`
      })
    },
  },
}

function nameOf(file: string): string {
  return file.slice(resolve(root, 'src').length + 1).replace(/\.ts$/, '')
}

async function build(): Promise<void> {
  const external = Object.keys(manifest.dependencies)
  const bundle = await rolldown({
    cwd: root,
    input: { 'cli/main': entry },
    platform: 'node',
    external: (id) => external.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [workers],
  })
  rmSync(`${root}/dist`, { recursive: true, force: true })
  const { output } = await bundle.write({
    dir: 'dist',
    format: 'esm',
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: false } },
    chunkFileNames: (chunk) => (chunk.name.includes('/') ? '[name].js' : 'parts/[name]-[hash].js'),
  })
  await bundle.close()
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
  writeFileSync(`${root}/dist/THIRD-PARTY-LICENSES.txt`, licences(packagesOf(modules)))
}

function packagesOf(modules: string[]): string[] {
  const folders = modules.flatMap((id) => id.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? [])
  return [...new Set(folders)].sort()
}

function licences(folders: string[]): string {
  return folders.map(licence).join(`\n${'-'.repeat(80)}\n\n`)
}

function licence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  if (globSync('**/*.{wasm,node,data}', { cwd: folder }).length > 0)
    throw new Error(`${name} loads a file beside itself, which a bundle loses: move it to "dependencies"`)
  const file = readdirSync(folder).find((path) => /^licen[cs]e/i.test(path))
  return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8') : ''}`
}

if (existsSync(`${root}/${entry}`)) await build()
else console.error(`nothing to build yet: there is no ${entry}`)
