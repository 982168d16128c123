import { describe, expect, test } from 'vitest'
import type { RehearsalRequest } from '../../../src/core/rehearsal.ts'
import { buildBase } from '../../../src/rehearsal/base/build.ts'
import { extensionsOf } from '../../../src/rehearsal/base/extensions.ts'
import { sampleRows } from '../../../src/rehearsal/base/samples.ts'
import { openEmbedded } from '../../../src/rehearsal/embedded/session.ts'
import { rehearse } from '../../../src/rehearsal/rehearse.ts'
import type { Session } from '../../../src/rehearsal/session.ts'
import { beginChange } from '../../../src/rehearsal/watch/world.ts'
import { patience } from '../../store/places.ts'
import { type Shipped, shipped } from './histories.ts'

// Nothing of these was written for us: every statement must run, with stand-ins for what this server does not have.

/** What each needs that is not in its files, and what is filled with sample rows. */
const facts: Readonly<
  Record<string, { readonly stubs: readonly string[]; readonly filled: readonly string[] }>
> = {
  '@pgflow/core': {
    stubs: ['extension pgmq', 'schema realtime'],
    filled: [
      ...[
        'pgflow.deps',
        'pgflow.flows',
        'pgflow.runs',
        'pgflow.step_states',
        'pgflow.step_tasks',
        'pgflow.steps',
      ],
      ...['pgflow.workers', 'pgmq.meta'],
    ],
  },
  'graphile-worker': {
    // The library makes it before the first file.
    stubs: ['schema graphile_worker'],
    filled: ['job_queues', 'jobs', 'known_crontabs', 'tasks'].map(
      (name) => `graphile_worker._private_${name}`,
    ),
  },
  '@pgpm/database-jobs': {
    stubs: ['extension pgcrypto', 'role administrator'],
    filled: ['job_queues', 'jobs', 'scheduled_jobs'].map((name) => `app_jobs.${name}`),
  },
}

const requestOf = ({ tool, files }: Shipped): RehearsalRequest => ({ history: '', tool, base: [], files })

async function on<T>(request: RehearsalRequest, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openEmbedded({ extensions: extensionsOf(request) })
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}

describe.each(shipped)('$name', (history) => {
  const request = requestOf(history)
  const told = facts[history.name]

  test('is replayed to the last statement', { timeout: patience }, async () => {
    const merged = { ...request, base: request.files.map(({ up }) => up), files: [] }
    const base = await on(merged, (session) => buildBase(session, merged))
    expect(base.skipped).toEqual([])
    expect(base.stubs.map(({ kind, name }) => `${kind} ${name}`)).toEqual(told?.stubs)
    expect(base.tablesWithRows.filter((name) => !name.startsWith('realtime.'))).toEqual(told?.filled)
  })

  test('rehearses file by file, with the undo where it has one', { timeout: patience }, async () => {
    const { files } = await on(request, async (session) => {
      const base = await buildBase(session, request)
      return rehearse(session, request, { base, world: await beginChange(session, sampleRows) })
    })
    expect(
      files.map((file) => [file.path, file.outcome, ...('undo' in file && file.undo ? [file.undo] : [])]),
    ).toEqual(
      request.files.map(({ up, down }) => [up.path, 'applied', ...(down ? [{ outcome: 'restored' }] : [])]),
    )
  })
})
