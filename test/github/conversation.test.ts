import { describe, expect, test } from 'vitest'
import { githubForTest, listener, send } from './client.ts'

// Facts: facts/github.md, "Writing comments".

const text = (...changed: number[]) =>
  Array.from({ length: 40 }, (_, n) => `${changed.includes(n + 1) ? 'new' : 'old'} ${n + 1}\n`).join('')

async function withPull() {
  const github = await githubForTest()
  const repo = github.repository('acme/shop', { roles: { ada: 'admin', bob: 'write', eve: 'read' } })
  repo.commit({ files: { 'a.sql': text() } })
  repo.commit({ branch: 'topic', files: { 'a.sql': text(5, 30) } })
  const pull = repo.openPull({ head: 'topic' })
  const post = <T = { id: number }>(path: string, body: object, token = github.token()) =>
    send<T>(github, `POST /repos/acme/shop${path}`, { token, body })
  const review = (comments: object[], more: object = {}) =>
    post('/pulls/1/reviews', { event: 'COMMENT', body: 'Look', comments, ...more })
  return { github, repo, pull, post, review }
}

describe('a comment', () => {
  test('has 65,536 characters at most', async () => {
    const { github, pull, post } = await withPull()
    expect((await post('/issues/1/comments', { body: 'x'.repeat(65_536) })).status).toBe(201)
    expect((await post('/issues/1/comments', { body: 'x'.repeat(65_537) })).status).toBe(422)
    expect((await post('/pulls/1/reviews', { event: 'COMMENT', body: 'x'.repeat(65_537) })).status).toBe(422)
    const [comment] = pull.comments
    const path = `PATCH /repos/acme/shop/issues/comments/${comment?.id}`
    expect((await send(github, path, { body: { body: 'x'.repeat(65_537) } })).status).toBe(422)
    expect(pull.comments).toHaveLength(1)
  })

  test('of the App is by its bot, is changed and deleted', async () => {
    const { github, pull, post } = await withPull()
    const { body } = await post('/issues/1/comments', { body: 'one' })
    expect(body).toMatchObject({
      user: { login: 'sluice[bot]', type: 'Bot' },
      performed_via_github_app: { slug: 'sluice' },
    })
    const path = `/repos/acme/shop/issues/comments/${body.id}`
    await send(github, `PATCH ${path}`, { body: { body: 'two' } })
    expect(pull.comments).toMatchObject([{ body: 'two' }])
    expect(
      (await send(github, `PATCH ${path}`, { token: github.userToken('eve'), body: { body: 'x' } })).status,
    ).toBe(403)
    expect((await send(github, `DELETE ${path}`)).status).toBe(204)
    expect((await send(github, `GET ${path}`)).status).toBe(404)
  })

  test('takes Pull requests: write; Issues: write is not enough (github/rest-api-description#6994)', async () => {
    const { github, post } = await withPull()
    github.installation('acme').setPermissions({ issues: 'write', pull_requests: 'read' })
    expect((await post('/issues/1/comments', { body: 'x' })).status).toBe(403)
  })

  test('is reacted to once by each; nobody is told', async () => {
    const { github, pull, post } = await withPull()
    const { heard, url } = await listener()
    const { body } = await post('/issues/1/comments', { body: 'one' })
    github.connect(url)
    await github.settled()
    heard.length = 0
    const react = () => post(`/issues/comments/${body.id}/reactions`, { content: 'eyes' })
    expect([(await react()).status, (await react()).status]).toEqual([201, 200])
    const [comment] = pull.comments
    if (comment) pull.reactTo(comment, '-1', 'bob')
    await github.settled()
    expect(heard).toEqual([])
    const list = await send(github, `GET /repos/acme/shop/issues/comments/${body.id}/reactions?content=-1`)
    expect(list.body).toMatchObject([{ content: '-1', user: { login: 'bob' } }])
  })
})

describe('a review', () => {
  test('has comments on changed lines, with the hunk above them', async () => {
    const { pull, review } = await withPull()
    const { status } = await review([{ path: 'a.sql', line: 6, start_line: 4, side: 'RIGHT', body: 'here' }])
    expect(status).toBe(200)
    expect(pull.threads).toMatchObject([{ current: { start: 4, line: 6 }, author: { login: 'sluice[bot]' } }])
    expect(pull.threads[0]?.hunk).toBe(
      '@@ -2,7 +2,7 @@ old 1\n old 2\n old 3\n old 4\n-old 5\n+new 5\n old 6',
    )
  })

  test.each([
    ['a line off the diff', { line: 15 }],
    ['a file that is not changed', { path: 'b.sql', line: 5 }],
    ['a range over two hunks', { start_line: 5, line: 30 }],
    ['a range that ends before it starts', { start_line: 6, line: 5 }],
  ])('with %s is refused whole', async (_, place) => {
    const { pull, review } = await withPull()
    const good = { path: 'a.sql', line: 5, side: 'RIGHT', body: 'good' }
    const { status } = await review([good, { path: 'a.sql', side: 'RIGHT', body: 'bad', ...place }])
    expect(status).toBe(422)
    expect([pull.reviews.length, pull.threads.length]).toEqual([0, 0])
  })

  test('can be on the old side, and on a whole file', async () => {
    const { pull, post, review } = await withPull()
    expect((await review([{ path: 'a.sql', line: 5, side: 'LEFT', body: 'old' }])).status).toBe(200)
    const file = { path: 'a.sql', subject_type: 'file', commit_id: pull.headSha, body: 'all of it' }
    expect(await post('/pulls/1/comments', file)).toMatchObject({
      status: 201,
      body: { subject_type: 'file', line: null },
    })
  })

  test('follows its lines over a push, and is outdated once they changed', async () => {
    const { github, pull, review } = await withPull()
    await review([5, 30].map((line) => ({ path: 'a.sql', line, side: 'RIGHT', body: `${line}` })))
    pull.push({ files: { 'a.sql': `first\n${text(5).replace('new 5', 'newer 5')}` } })
    pull.push({ files: { 'a.sql': `first\n${text(5, 30).replace('new 5', 'newest 5')}` } })
    const { body } = await send(github, 'GET /repos/acme/shop/pulls/1/comments')
    expect(body).toMatchObject([
      { line: null, original_line: 5 },
      { line: 31, original_line: 30, commit_id: pull.headSha },
    ])
  })

  test('has a state, a commit and an author; nobody approves his own', async () => {
    const { github, pull, post } = await withPull()
    const own = await post('/pulls/1/reviews', { event: 'APPROVE' }, github.userToken('ada'))
    expect(own).toMatchObject({ status: 422, body: { errors: ['Can not approve your own pull request'] } })
    const first = pull.headSha
    const approval = pull.review({ event: 'APPROVE', by: 'bob' })
    pull.push({ files: { 'a.sql': text(6) } })
    pull.review({ event: 'REQUEST_CHANGES', body: 'No', by: 'eve' })
    pull.dismiss(approval)
    const { body } = await send(github, 'GET /repos/acme/shop/pulls/1/reviews')
    expect(body).toMatchObject([
      { state: 'DISMISSED', commit_id: first, user: { login: 'bob' } },
      { state: 'CHANGES_REQUESTED', commit_id: pull.headSha, user: { login: 'eve' } },
    ])
  })

  test('that approved is dismissed by a push where the branch is protected so', async () => {
    const { pull, repo } = await withPull()
    repo.protect({ dismissStale: true, approvals: 1 })
    const review = pull.review({ event: 'APPROVE', by: 'bob' })
    pull.push({ files: { 'a.sql': text(7) } })
    expect(review.state).toBe('DISMISSED')
  })
})
