#!/usr/bin/env node
// Starts the CLI. An installed package holds dist/ only. A checkout holds the sources too, and there dist/ is used only
// while no source is newer than it: an edit, a pull or a checkout is never answered by an old build, only more slowly.
import module from 'node:module'

// By `require`, which loads less of Node than an import does.
const require = module.createRequire(import.meta.url)
const { existsSync, readdirSync, statSync } = require('node:fs')
const { dirname } = require('node:path')
const { fileURLToPath } = require('node:url')

const oldest = [22, 18]
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

if (isSupported(process.versions.node)) await start()
else restart()

function isSupported(version) {
  const [major, minor] = version.split('.').map(Number)
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}

async function start() {
  module.enableCompileCache()
  // For the thread that parses, which has a cache of its own or none.
  const cache = module.getCompileCacheDir()
  if (cache) process.env.NODE_COMPILE_CACHE ??= dirname(cache)
  if (isBuilt()) require('../dist/cli/main.cjs')
  else await import('../src/cli/main.ts')
}

function isBuilt() {
  if (!existsSync(at('src'))) return true
  const built = statSync(at('dist/cli/main.cjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return ['src', 'rules', 'package.json'].every((path) => isOlder(at(path), built))
}

/** A folder's own time counts as well: it changes when a file is removed. */
function isOlder(path, time) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return true
  if (stat.mtimeMs > time) return false
  return !stat.isDirectory() || readdirSync(path).every((name) => isOlder(`${path}/${name}`, time))
}

/** On a Node too old: again on the one that a checkout pins, or a word on what to do. */
function restart() {
  const pinned = at(
    process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/node/bin/node',
  )
  if (!existsSync(pinned)) {
    console.error(`sluice needs Node.js ${oldest.join('.')} or newer, and this is ${process.versions.node}.`)
    console.error(
      'Install a newer one (https://nodejs.org), or in a checkout of sluice run `npm ci`, which brings its own.',
    )
    process.exit(2)
  }
  const { spawn } = require('node:child_process')
  const child = spawn(pinned, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 3))
}
