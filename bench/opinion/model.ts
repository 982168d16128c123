import { setTimeout as sleep } from 'node:timers/promises'
import { startModelServer } from '../../test/anthropic/server.ts'

// The local model in a process of its own: it takes a second for every answer, and has nothing to say.

const server = await startModelServer({
  answer: async () => {
    await sleep(1000)
    return { json: { findings: [] } }
  },
})
process.send?.({ url: server.url, key: server.key })
process.on('message', () => process.send?.({ requests: server.requests.length }))
process.on('disconnect', () => process.exit())
