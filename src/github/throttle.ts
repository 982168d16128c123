import { type Group, narrowGroup, pacedGroup } from './pace.ts'

const minute = 60_000

export interface Throttle {
  readonly enabled: true
  readonly id: string
  readonly write: Group
  readonly notifications: Group
  readonly global: Group
  onRateLimit(): boolean
  onSecondaryRateLimit(): boolean
}

/**
 * Octokit by itself sends one write a second and one comment in three, which is slower than GitHub asks for and than fifty pull requests a
 * minute need. GitHub's own limits are 900 points a minute, a write being 5, and 80 comments a minute, 500 an hour; we stay below. Who
 * meets a limit all the same is not made to wait here: the job is put off (`kindOf` says for how long).
 */
export function throttles(): (id: string) => Throttle {
  const write = pacedGroup([{ most: 150, inMs: minute }])
  const notifications = pacedGroup([
    { most: 75, inMs: minute },
    { most: 450, inMs: 60 * minute },
  ])
  const global = narrowGroup(10)
  const never = () => false
  return (id) => ({
    ...{ enabled: true, id, write, notifications, global },
    ...{ onRateLimit: never, onSecondaryRateLimit: never },
  })
}
