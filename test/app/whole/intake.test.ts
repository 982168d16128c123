import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { PullHandle } from '../../github/pull-handle.ts'
import { until } from './running-app.ts'
import { docs, newShop, plainIndex } from './shop.ts'
import { atRest, inTrouble } from './troubled.ts'

const held = ({ checkRuns, comments, reviews }: PullHandle) => ({
  runs: checkRuns.map(({ status, conclusion }) => `${status} ${conclusion}`),
  comments: comments.length,
  reviews: reviews.length,
})
const wellDone = { runs: ['completed failure'], comments: 1, reviews: 1 }

inTrouble({}, (around) => {
  test('webhooks that were lost are asked for again, each once', async () => {
    const { github } = around()
    const shop = newShop(github)
    await github.settled()
    const before = github.deliveries.length
    github.loseDeliveries(2)
    const pull = shop.propose(plainIndex)
    await until('all of it', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
    const sent = () => github.deliveries.slice(before)
    const lost = sent().flatMap(({ result, guid }) => (result?.code === 502 ? [guid] : []))
    expect(lost).toHaveLength(2)
    const isAskedFor = (guid: string) => sent().some((one) => one.guid === guid && one.redelivery)
    await until('both of them', () => lost.every(isAskedFor))
    await atRest(around())
    for (const guid of lost)
      expect(sent().filter((one) => one.guid === guid && one.redelivery)).toHaveLength(1)
  })

  test('sent several times and backwards, webhooks come to one check of the last head', async () => {
    const { github } = around()
    const shop = newShop(github)
    await github.settled()
    github.hold()
    const pull = shop.propose(docs)
    pull.push({ files: { 'README.md': '# Shops\n' } })
    pull.push({ files: plainIndex })
    const sent = await github.deliver({ times: 3, order: 'reversed' })
    await until('all of it', () => pull.reviews.length > 0)
    await atRest(around())
    expect(held(pull)).toEqual(wellDone)
    const last = sent.filter(({ event }) => event === 'pull_request').map(({ result }) => result)
    expect(last.map((result) => `${result?.code} ${result?.body.trim()}`)).toEqual(
      last.map(() => '200 already known'),
    )
  })

  test('what GitHub did not sign asks for nothing, be it a copy of what it did', async () => {
    const { github, app } = around()
    const shop = newShop(github)
    await atRest(around())
    github.hold()
    const pull = shop.propose(plainIndex)
    const delivery = (await github.deliver({ times: 0 })).find(({ event }) => event === 'pull_request')
    if (!delivery) throw new Error('nothing was held')
    const forge = async (headers: Record<string, string>, body = delivery.body) => {
      const url = `${app.url}/api/github/webhooks`
      return (await fetch(url, { method: 'POST', body, headers: { ...delivery.headers, ...headers } })).status
    }
    const own = createHmac('sha256', 'development').update(delivery.body).digest('hex')
    expect(await forge({ 'x-hub-signature-256': `sha256=${own}` })).toBe(401)
    expect(await forge({}, `${delivery.body} `)).toBe(401)
    await atRest(around())
    expect(pull.checkRuns).toEqual([])
    // The one it belongs to is not spent by the forgeries.
    expect(await forge({})).toBe(202)
    expect(await forge({})).toBe(200)
  })
})
