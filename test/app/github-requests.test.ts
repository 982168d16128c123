import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { watchRequests } from '../../src/app/github-requests.ts'

async function listening(status: number): Promise<string> {
  const server = createServer((_, response) => {
    if (status === 0) response.destroy()
    else response.writeHead(status).end()
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => resolve())
  await promise
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('requests to GitHub are told with their status, 0 where no answer came; others are not', async () => {
  const [github, broken, other] = [await listening(404), await listening(0), await listening(200)]
  const seen: number[] = []
  const stops = [github, broken].map((url) => watchRequests(`${url}/api/v3`, (status) => seen.push(status)))
  await fetch(`${github}/api/v3/app`)
  await fetch(`${broken}/api/v3/app`).catch(() => undefined)
  await fetch(other)
  expect(seen).toEqual([404, 0])
  for (const stop of stops) stop()
  await fetch(github)
  expect(seen).toEqual([404, 0])
})
