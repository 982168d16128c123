import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRehearser } from '../../app/open-rehearser.ts'
import type { RehearsalConfiguration } from '../../app/rehearsal-configuration.ts'
import type { Rehearsal } from '../../core/rehearsal.ts'
import { type Check, fail, ok } from './check.ts'

/** Whether new migrations can be tried out as this configuration wants it: one that does nothing is. */
export async function checkRehearsal(configuration: RehearsalConfiguration): Promise<readonly Check[]> {
  const { place } = configuration
  if (place === 'off') return [ok('migrations are not rehearsed, as SLUICE_REHEARSAL says')]
  const cache = await mkdtemp(join(tmpdir(), 'sluice-doctor-'))
  let next = ''
  const onUnavailable = (why: { next: string }) => {
    next = why.next
  }
  const rehearser = await openRehearser({ place, limits: configuration, cache, spare: false, onUnavailable })
  try {
    return [verdict(await rehearser.rehearse(nothing), next)]
  } finally {
    await rehearser.close()
    await rm(cache, { recursive: true, force: true })
  }
}

const nothing = {
  ...{ history: '', tool: 'plain', base: [] },
  files: [{ up: { path: 'doctor.sql', text: 'SELECT 1', statements: [{ range: { start: 0, end: 8 } }] } }],
}

function verdict({ server, files: [file] }: Rehearsal, next: string): Check {
  const where = server.kind === 'embedded' ? 'the embedded server' : 'the server of SLUICE_REHEARSAL_URL'
  if (file?.outcome === 'applied')
    return ok(`migrations are rehearsed on ${where}, Postgres ${server.version}`)
  const why = file?.outcome === 'not-rehearsed' ? file.reason : 'a SELECT fails there'
  return fail(
    `nothing can be rehearsed on ${where}: ${why}`,
    next || 'Is there memory for it, and room on the disk?',
  )
}
