import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeRepository } from './sample-repository.ts'

// The main job, on a bundled sample: a pull request of a shop is laid out as a real git repository in a temporary folder and reviewed by
// the same command a user runs, first for the terminal, then as the comment that would stand on the pull request.

const root = resolve(import.meta.dirname, '..')
const sample = join(root, 'fixtures/pulls/totals-and-email')
const folder = mkdtempSync(join(tmpdir(), 'sluice-demo-'))

try {
  const { statistics } = writeRepository(sample, folder)
  const options = [
    'review',
    '--repo',
    folder,
    '--base',
    'main',
    ...(statistics ? ['--stats', statistics] : []),
  ]
  process.stdout.write('A pull request that changes two tables of a shop:\n\n')
  show(spawnSync('git', ['-C', folder, 'diff', '--stat', 'main', 'HEAD'], { encoding: 'utf8' }).stdout)
  process.stdout.write('$ sluice review --base main --stats stats.json\n')
  sluice([...options, '--fail-on', 'never'])
  process.stdout.write('\nAnd the comment on the pull request (--format markdown):\n\n')
  sluice([...options, '--format', 'markdown', '--fail-on', 'never'])
} finally {
  rmSync(folder, { recursive: true })
}

function sluice(args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [join(root, 'bin/sluice.js'), ...args], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = status ?? 3
}

function show(text: string): void {
  process.stdout.write(`${text.replace(/^/gm, '  ').trimEnd()}\n\n`)
}
