import type pg from 'pg'

interface Watch {
  /** Aborted, with a clause as its reason, when it has grown too large. */
  readonly over: AbortSignal
  stop(): void
}

const lookMs = 250

/** Watches what a database takes on the disk: a server has no limit of its own for it. */
export function watchSize(keeper: pg.Client, database: string, gigabytes: number): Watch {
  const over = new AbortController()
  let start: number | undefined
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const look = async () => {
    const bytes = await sizeOf(keeper, database)
    start ??= bytes
    if (bytes - start > gigabytes * 1024 ** 3) over.abort(`it wrote more than ${gigabytes} GB`)
    else if (!isOver) timer = setTimeout(() => void look().catch(() => undefined), lookMs)
  }
  void look().catch(() => undefined)
  return {
    over: over.signal,
    stop() {
      isOver = true
      clearTimeout(timer)
    },
  }
}

async function sizeOf(keeper: pg.Client, database: string): Promise<number> {
  const { rows } = await keeper.query<{ bytes: string }>(
    'SELECT pg_catalog.pg_database_size($1::pg_catalog.name) AS bytes',
    [database],
  )
  return Number(rows[0]?.bytes)
}
