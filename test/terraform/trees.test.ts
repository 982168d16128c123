import { afterAll, expect, test } from 'vitest'
import { Threads } from '../../src/terraform/threads.ts'
import { readTree, type Session, session } from '../../src/terraform/trees.ts'

const threads = new Threads(undefined)
afterAll(() => threads.stop())

const module = (name: string) => `resource "a_b" "${name}" {\n  name = "${name}"\n}\n`
const tree = new Map(['a', 'b', 'c'].map((name) => [`${name}/main.tf`, module(name)]))
const changed = new Set(tree.keys())

/** Threads of which each dies when it is asked for one root module. */
const dying: Session['threads'] = {
  get held() {
    return threads.held
  },
  async ask(question, timeoutMs) {
    if (question.ask !== 'configurations' || question.root !== 'b') return threads.ask(question, timeoutMs)
    await threads.stop()
    return { ok: false, reason: 'reading took longer than 9 ms' }
  },
}

test('a root module that no thread survives fails alone; the next thread is given the files again', async () => {
  const { configurations, files } = await readTree(tree, { ...(await session([tree], dying)), changed })
  expect([...files.keys()]).toEqual([...tree.keys()])
  expect(configurations.map(({ root, byAddress }) => [root, [...byAddress.keys()]])).toEqual([
    ['a', ['a_b.a']],
    ['b', []],
    ['c', ['a_b.c']],
  ])
  expect(configurations[1]).toMatchObject({
    paths: ['b/main.tf'],
    problems: [
      {
        place: { path: 'b/main.tf', range: { start: 0, end: 0 } },
        text: 'The root module b was not evaluated: reading took longer than 9 ms.',
      },
    ],
  })
  expect(configurations[0]?.problems).toEqual([])
})
