import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RehearsalRequest } from '../../../src/core/rehearsal.ts'
import { root } from '../../cli/command.ts'
import { script } from '../undo/scripts.ts'

export interface Shipped extends Pick<RehearsalRequest, 'tool' | 'files'> {
  readonly name: string
}

const from = (...parts: readonly string[]) => join(root, 'node_modules', ...parts)

/** Every file of a folder as a new file, by name. */
function filesOf(folder: string, filled: (text: string) => string = (text) => text) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ up: script(filled(readFileSync(join(folder, name), 'utf8')), name) }))
}

/** The changes of a Sqitch plan in order, each with its revert script. Every script opens a transaction of its own. */
function changesOf(project: string, plan: string) {
  return readFileSync(join(project, plan), 'utf8')
    .split('\n')
    .flatMap((line) => /^([^\s%#]\S*) /.exec(line)?.[1] ?? [])
    .map((name) => {
      const read = (folder: string) =>
        script(readFileSync(join(project, folder, `${name}.sql`), 'utf8'), `${folder}/${name}.sql`, 'none')
      return { up: read('deploy'), down: read('revert') }
    })
}

/** Histories that people run in production, as npm ships them; versions are pinned in package.json. */
export const shipped: readonly Shipped[] = [
  {
    name: '@pgflow/core',
    tool: 'supabase',
    files: filesOf(from('@pgflow/core/dist/supabase/migrations')),
  },
  {
    name: 'graphile-worker',
    tool: 'numbered-sql',
    files: filesOf(from('graphile-worker/sql'), (text) =>
      text.replaceAll(':GRAPHILE_WORKER_SCHEMA', 'graphile_worker'),
    ),
  },
  {
    name: '@pgpm/database-jobs',
    tool: 'sqitch',
    files: changesOf(from('@pgpm/database-jobs'), 'pgpm.plan'),
  },
]
