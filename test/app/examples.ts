import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const folder = resolve(import.meta.dirname, '../../node_modules/@octokit/webhooks-examples')

interface Example {
  /** Folder, event and number: where to look when a test fails. */
  readonly name: string
  readonly event: string
  readonly payload: Record<string, unknown>
}

/** GitHub's own examples of webhooks: github.com and every version of GitHub Enterprise Server. */
export const examples: readonly Example[] = globSync('*/index.json', { cwd: folder })
  .sort()
  .flatMap((path) => {
    const events = JSON.parse(readFileSync(`${folder}/${path}`, 'utf8')) as EventExamples[]
    return events.flatMap(({ name: event, examples }) =>
      examples.map((payload, i) => ({ name: `${path} ${event} ${i}`, event, payload })),
    )
  })

interface EventExamples {
  readonly name: string
  readonly examples: readonly Record<string, unknown>[]
}

/** The first example of an event and action, as an App on an installation gets it. */
export function example(event: string, action?: string): Record<string, unknown> {
  const found = examples.find((one) => one.event === event && one.payload.action === action)
  if (!found) throw new Error(`there is no example of ${event} ${action}`)
  return { ...structuredClone(found.payload), installation: { id: 7 } }
}
