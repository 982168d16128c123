import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { app } from './app.ts'
import { writeHistory } from './histories.ts'
import { peakMemory, timed } from './measure.ts'
import { opinion } from './opinion.ts'
import { rehearsal } from './rehearsal.ts'
import { terraform } from './terraform.ts'

// Ratios are taken in one run on one machine, against `node -e 0` (what any Node program costs) and against squawk-cli, the
// fastest Postgres migration linter we know, on the same files; by reading alone, as that one does. Run `npm run build` first; `npm run bench` does.

const root = resolve(import.meta.dirname, '..')
const sluice = join(root, 'bin/sluice.js')
const squawk = createRequire(import.meta.url)
  .resolve('squawk-cli/package.json')
  .replace(/package\.json$/, 'js/bin/squawk')
const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
const failed: string[] = []

try {
  coldStart()
  thousandMigrations()
  growth()
  terraform({ line, limit })
  await rehearsal({ line, limit })
  await app({ line, limit })
  await opinion({ line, limit })
} finally {
  rmSync(folder, { recursive: true })
}
process.exitCode = failed.length > 0 ? 1 : 0
if (failed.length > 0) process.stdout.write(`\nmissed: ${failed.join('; ')}\n`)

function coldStart(): void {
  const file = join(folder, 'small.sql')
  writeFileSync(file, 'CREATE INDEX orders_status ON orders (status);\n')
  const floor = timed(process.execPath, ['-e', '0'], 15)
  const lint = timed(process.execPath, [sluice, 'lint', file, '--no-rehearsal'], 15)
  line('node -e 0', floor.median, 'ms')
  line('one small file, cold process', lint.median, 'ms')
  ratio('  against node -e 0', lint.median / floor.median, 6)
}

function thousandMigrations(): void {
  const history = join(folder, 'thousand')
  const files = writeHistory(history, 1000)
  const peer = timed(squawk, ['--reporter=gcc', ...files], 5)
  const ours = timed(process.execPath, [sluice, 'lint', history, '--no-rehearsal', '--format', 'json'], 5)
  line('1,000 migrations, squawk-cli', peer.median, 'ms')
  line('1,000 migrations, sluice lint', ours.median, 'ms')
  ratio('  against squawk-cli', ours.median / peer.median, 6)
  const memory = peakMemory(process.execPath, [sluice, 'lint', history, '--no-rehearsal', '--format', 'json'])
  line('  peak memory', memory, 'MB')
  if (memory > 250) failed.push(`peak memory ${memory.toFixed(0)} MB, at most 250`)
}

function growth(): void {
  const perFile = [1000, 2000, 5000, 10_000].map((count) => {
    const history = join(folder, `growth-${count}`)
    writeHistory(history, count)
    const { median } = timed(
      process.execPath,
      [sluice, 'lint', history, '--no-rehearsal', '--format', 'json'],
      count > 4000 ? 1 : 3,
    )
    line(`${count.toLocaleString('en')} migrations`, median, 'ms')
    return median / count
  })
  const [first = Number.NaN, last = Number.NaN] = [perFile[0], perFile.at(-1)]
  ratio('  cost of a file among 10,000 against one among 1,000', last / first, 1.5)
}

function line(what: string, value: number, unit: string): void {
  process.stdout.write(`${what.padEnd(56)}${value.toFixed(0).padStart(8)} ${unit}\n`)
}

function limit(
  what: string,
  value: number,
  { unit, most, least }: { readonly unit: string; readonly most?: number; readonly least?: number },
): void {
  const bound = most === undefined ? `at least ${least}` : `at most ${most}`
  const digits = unit === 'x' ? 2 : 0
  process.stdout.write(
    `${what.padEnd(56)}${value.toFixed(digits).padStart(8)} ${unit.padEnd(2)}  (${bound})\n`,
  )
  const isKept = most === undefined ? value >= (least ?? 0) : value <= most
  if (!isKept) failed.push(`${what.trim()} ${value.toFixed(digits)} ${unit}, ${bound}`)
}

function ratio(what: string, value: number, limit: number): void {
  process.stdout.write(`${what.padEnd(56)}${value.toFixed(2).padStart(8)} x   (at most ${limit})\n`)
  if (!(value <= limit)) failed.push(`${what.trim()} ${value.toFixed(2)} x, at most ${limit}`)
}
