import { field, idIn, nameIn, timeIn } from './fields.ts'
import { pullLane } from './jobs.ts'
import { repositoryIn } from './payload.ts'
import type { CommandTask } from './task.ts'
import type { Wanted } from './wanted.ts'

const longestLine = 500

/** A person's comment on a pull request whose first line speaks to us. */
export function commentCommand(payload: unknown): Wanted {
  const firstLine = commandLine(field(payload, 'comment', 'body'))
  const isOnPull = field(payload, 'issue', 'pull_request') !== undefined
  if (firstLine === undefined || !isOnPull || field(payload, 'comment', 'user', 'type') === 'Bot')
    return { jobs: [] }
  const [repository, number] = [repositoryIn(payload), idIn(field(payload, 'issue', 'number'))]
  const [id, author] = [
    idIn(field(payload, 'comment', 'id')),
    nameIn(field(payload, 'comment', 'user', 'login')),
  ]
  const createdAt = timeIn(field(payload, 'comment', 'created_at'))
  if (!repository || number === undefined || id === undefined || author === undefined || !createdAt)
    return { jobs: [], reason: 'it does not say who commented on what, and when' }
  const comment = { id, author, firstLine, createdAt }
  const task: CommandTask = { kind: 'command', repository, number, comment }
  const lane = pullLane(repository.id, number)
  return { jobs: [{ kind: task.kind, lane, installation: repository.installation, payload: task }] }
}

function commandLine(body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined
  const [line = ''] = body.split(/\r\n|\r|\n/, 1)
  const text = line.trim()
  return /^\/sluice(?:\s|$)/.test(text) ? text.slice(0, longestLine) : undefined
}
