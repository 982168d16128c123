import { describe, expect, test } from 'vitest'
import { githubForTest, listener, send } from './client.ts'

const threadFields = 'id isResolved isOutdated path line viewerCanResolve'

async function withThread() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop')
  repo.commit({ files: { 'a.sql': 'a\n' } })
  repo.commit({ branch: 'topic', files: { 'b.sql': 'one\ntwo\n' } })
  const pull = repo.openPull({ head: 'topic' })
  const comments = [{ path: 'b.sql', line: 2, side: 'RIGHT', body: 'here' }]
  await send(github, 'POST /repos/acme/shop/pulls/1/reviews', { body: { event: 'COMMENT', comments } })
  const ask = (query: string, token = github.token()) =>
    send<Answer>(github, 'POST /graphql', { token, body: { query } })
  const threads = async () => {
    const where = 'repository(owner: "acme", name: "shop") { pullRequest(number: 1)'
    const comments = 'comments(first: 10) { nodes { id fullDatabaseId author { __typename login } } }'
    const { body } = await ask(
      `{ ${where} { reviewThreads(first: 10) { nodes { ${threadFields} ${comments} } } } } }`,
    )
    return body.data.repository.pullRequest.reviewThreads.nodes
  }
  const [thread] = await threads()
  const id = thread?.id ?? ''
  const change = (what: string, token?: string) =>
    ask(`mutation { ${what}ReviewThread(input: { threadId: "${id}" }) { thread { isResolved } } }`, token)
  return { github, pull, ask, threads, thread, change }
}

interface Thread {
  readonly id: string
  readonly comments: { readonly nodes: readonly { readonly id: string }[] }
}

interface Answer {
  readonly data: {
    readonly repository: {
      readonly pullRequest: { readonly reviewThreads: { readonly nodes: readonly Thread[] } }
    }
  }
}

describe('a review thread', () => {
  test('is read with what REST does not have', async () => {
    const { github, pull, thread, threads } = await withThread()
    expect(thread).toMatchObject({
      isResolved: false,
      isOutdated: false,
      line: 2,
      comments: { nodes: [{ author: { __typename: 'Bot', login: 'sluice' } }] },
    })
    expect(thread?.comments.nodes).toMatchObject([
      { fullDatabaseId: String(github.state.reviewComments[0]?.id) },
    ])
    pull.push({ files: { 'b.sql': 'one\nchanged\n' } })
    expect(await threads()).toMatchObject([{ isOutdated: true, line: null }])
  })

  test('is not resolved by an App without Contents: write (github/gh-aw#35726)', async () => {
    const { github, thread, threads, change } = await withThread()
    expect(thread).toMatchObject({ viewerCanResolve: false })
    expect(await change('resolve')).toMatchObject({
      status: 200,
      body: {
        data: { resolveReviewThread: null },
        errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
      },
    })
    github.installation('acme').setPermissions({ contents: 'write', pull_requests: 'write' })
    expect((await change('resolve')).body).toMatchObject({
      data: { resolveReviewThread: { thread: { isResolved: true } } },
    })
    await change('unresolve')
    expect(await threads()).toMatchObject([{ isResolved: false }])
  })

  test('is resolved by people; the App hears of it', async () => {
    const { github, change } = await withThread()
    const { heard, url } = await listener()
    github.connect(url)
    await change('resolve', github.userToken('ada'))
    await github.settled()
    expect(heard.map(({ event }) => event)).toEqual(['pull_request_review_thread'])
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ action: 'resolved', sender: { login: 'ada' } })
  })
})

test('a comment is folded away', async () => {
  const { pull, ask, thread } = await withThread()
  pull.comment('old')
  const { body } = await ask(
    '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { comments(first: 1) { nodes { id } } } } }',
  )
  const ids = [thread?.comments.nodes[0]?.id, /"id":"([^"]+)"/.exec(JSON.stringify(body))?.[1]]
  for (const id of ids) {
    const input = `{ subjectId: "${id}", classifier: OUTDATED }`
    const minimized = await ask(
      `mutation { minimizeComment(input: ${input}) { minimizedComment { isMinimized minimizedReason } } }`,
    )
    const is = { isMinimized: true, minimizedReason: 'outdated' }
    expect(minimized.body).toEqual({ data: { minimizeComment: { minimizedComment: is } } })
  }
})

test('errors come with 200: no page size, too large a page, no such field, no such thing', async () => {
  const { ask } = await withThread()
  const pull = (fields: string) =>
    `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { ${fields} } } }`
  for (const query of [
    pull('reviewThreads { totalCount }'),
    pull('reviewThreads(first: 101) { totalCount }'),
    pull('nonsense'),
    '{ repository(owner: "acme", name: "none") { id } }',
    'not a query',
  ])
    expect(await ask(query)).toMatchObject({
      status: 200,
      body: { errors: [{ message: expect.any(String) }] },
    })
})
