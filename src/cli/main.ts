import type { SqlReader } from '../sql/reader.ts'

// Of all that a review needs, the parser takes longest to be ready: it starts before the command line is so much as loaded.
async function main(): Promise<void> {
  const [command] = process.argv.slice(2)
  const early = command === 'review' || command === 'lint' ? await openParser() : undefined
  const { run } = await import('./program.ts')
  await run(async () => early ?? openParser())
}

async function openParser(): Promise<SqlReader> {
  return (await import('../sql/reader.ts')).openSqlReader()
}

void main()
