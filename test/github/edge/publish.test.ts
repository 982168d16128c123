import { describe, expect, test } from 'vitest'
import { cancelCheckRun, createCheckRun, updateCheckRun } from '../../../src/github/check-run.ts'
import { putComment } from '../../../src/github/comment.ts'
import { kindOf } from '../../../src/github/errors.ts'
import { react, reply } from '../../../src/github/reply.ts'
import { postReview } from '../../../src/github/review.ts'
import { settleThreads } from '../../../src/github/threads.ts'
import { marker } from '../../../src/render/markdown.ts'
import { findingMarker, fingerprintIn } from '../../../src/render/suggestion.ts'
import { asked, ledgerInMemory, withPull } from './edge.ts'

const annotations = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    path: 'a.sql',
    start_line: n + 1,
    end_line: n + 1,
    annotation_level: 'warning' as const,
    message: `number ${n}`,
  }))

const output = (count: number) => ({
  title: 'One',
  summary: 'Two',
  text: '',
  annotations: annotations(count),
})

describe('a check run', () => {
  const begun = (head: string) => ({ name: 'Sluice', head, externalId: 'x1', lookUp: false })

  test.each([0, 50, 51, 501])(
    'with %i annotations has each once, and is complete only with the last',
    async (count) => {
      const { github, client, at, pull } = await withPull()
      const id = await createCheckRun(client, at, { ...begun(pull.headSha), status: 'in_progress' })
      await updateCheckRun(client, at, id, { conclusion: 'failure', output: output(count) })
      const [run] = pull.checkRuns
      expect(run).toMatchObject({
        status: 'completed',
        conclusion: 'failure',
        externalId: 'x1',
        title: 'One',
      })
      expect(run?.annotations.map(({ message }) => message)).toEqual(
        annotations(count).map(({ message }) => message),
      )
      const bodies = github.requests
        .filter(({ method }) => method === 'PATCH')
        .map(({ body }) => body as object)
      expect(bodies.map((body) => 'conclusion' in body)).toEqual(
        bodies.map((_, n) => n === bodies.length - 1),
      )
    },
  )

  test('that is made complete in one go is one request, or as few as its annotations take', async () => {
    const { github, client, at, pull } = await withPull()
    const wanted = { ...begun(pull.headSha), status: 'completed', conclusion: 'success' } as const
    await createCheckRun(client, at, { ...wanted, output: output(50) })
    expect(asked(github, 'PATCH', /check-runs/)).toBe(0)
    await createCheckRun(client, at, { ...wanted, externalId: 'x2', output: output(120) })
    expect(asked(github, 'PATCH', /check-runs/)).toBe(2)
    expect(pull.checkRuns.map((run) => [run.conclusion, run.annotations.length])).toEqual([
      ['success', 50],
      ['success', 120],
    ])
  })

  test('whose answer was lost is found again, not made twice', async () => {
    const { github, client, at, pull } = await withPull()
    github.fail({ method: 'POST', path: /check-runs$/, with: 'drop-after' })
    const wanted = { ...begun(pull.headSha), status: 'in_progress' } as const
    const failed = await createCheckRun(client, at, wanted).catch((error: unknown) => error)
    expect(kindOf(failed)).toMatchObject({ kind: 'unreachable' })
    const id = await createCheckRun(client, at, { ...wanted, lookUp: true })
    expect(pull.checkRuns.map((run) => run.id)).toEqual([id])
    expect(asked(github, 'POST', /check-runs$/)).toBe(1)
  })

  test('that broke off between its annotations goes on where it stopped', async () => {
    const { github, client, at, pull } = await withPull()
    const wanted = {
      ...begun(pull.headSha),
      status: 'completed',
      conclusion: 'failure',
      output: output(180),
    } as const
    github.fail({ method: 'PATCH', path: /check-runs/, with: 'drop-after' })
    await expect(createCheckRun(client, at, wanted)).rejects.toThrow()
    expect(pull.checkRuns[0]).toMatchObject({ status: 'in_progress' })
    await createCheckRun(client, at, { ...wanted, lookUp: true })
    expect(pull.checkRuns).toHaveLength(1)
    expect(pull.checkRuns[0]?.annotations.map(({ message }) => message)).toEqual(
      annotations(180).map(({ message }) => message),
    )
  })

  test('that is complete is never changed, by completing or by cancelling', async () => {
    const { github, client, at, pull } = await withPull()
    const id = await createCheckRun(client, at, {
      ...begun(pull.headSha),
      status: 'completed',
      conclusion: 'failure',
      output: { title: 'Bad', summary: 'Why' },
    })
    const shown = { conclusion: 'failure', title: 'Bad', summary: 'Why' }
    expect(await updateCheckRun(client, at, id, { conclusion: 'success', output: output(1) })).toEqual(shown)
    expect(await cancelCheckRun(client, at, id, 'Superseded by abc.')).toEqual(shown)
    expect(pull.checkRuns).toMatchObject([{ conclusion: 'failure', annotations: [] }])
    expect(asked(github, 'PATCH', /check-runs/)).toBe(0)
    const open = await createCheckRun(client, at, { ...begun(pull.headSha), status: 'queued' })
    await cancelCheckRun(client, at, open, 'Superseded by abc.')
    expect(pull.checkRuns[1]).toMatchObject({ conclusion: 'cancelled', title: 'Superseded by abc.' })
  })

  test('takes texts of any length, cut to what GitHub takes', async () => {
    const { client, at, pull } = await withPull()
    const long = 'ž'.repeat(70_000)
    const [one] = annotations(1)
    if (!one) return
    await createCheckRun(client, at, {
      ...begun(pull.headSha),
      status: 'completed',
      conclusion: 'failure',
      output: {
        title: long,
        summary: `${'- line\n'.repeat(20_000)}`,
        text: long,
        annotations: [
          { ...one, end_line: 2, start_column: 1, message: long, title: long, raw_details: long },
        ],
      },
      actions: [{ label: 'A label that is far too long', description: long, identifier: 'recheck' }],
    })
    const [run] = pull.checkRuns
    expect(Buffer.byteLength(run?.summary ?? '')).toBeLessThanOrEqual(65_535)
    expect(run?.summary).toMatch(/left out: GitHub takes no more than this\._$/)
  })

  test('of an App that lost its permission says which one', async () => {
    const { github, client, at, pull } = await withPull()
    await client.rest.pulls.get({ owner: 'acme', repo: 'shop', pull_number: 1 })
    github.installation('acme').setPermissions({ contents: 'read', pull_requests: 'write' })
    const error = await createCheckRun(client, at, { ...begun(pull.headSha), status: 'queued' }).catch(
      (e: unknown) => e,
    )
    expect(kindOf(error)).toMatchObject({
      kind: 'forbidden',
      message: expect.stringContaining('It takes the permission checks: write.'),
    })
  })
})

describe('the comment', () => {
  async function commented() {
    const scene = await withPull()
    const ledger = ledgerInMemory()
    const put = (body: string) =>
      putComment(scene.client, scene.at, { number: 1, body, key: 'c', ledger, ownLogin: scene.ownLogin })
    return { ...scene, ledger, put }
  }

  test('is one, changed in place, and the same text writes nothing', async () => {
    const { put, pull, github } = await commented()
    expect(await put(`${marker} -->\none`)).toBe('created')
    expect(await put(`${marker} -->\none`)).toBe('unchanged')
    expect(await put(`${marker} -->\ntwo`)).toBe('updated')
    expect(pull.comments).toMatchObject([{ body: `${marker} -->\ntwo` }])
    expect([asked(github, 'POST', /comments$/), asked(github, 'PATCH', /comments/)]).toEqual([1, 1])
  })

  test('is not made for nothing, and says so when nothing is left', async () => {
    const { put, pull } = await commented()
    expect(await put('')).toBe('none')
    expect(pull.comments).toEqual([])
    await put(`${marker} -->\none`)
    expect(await put('')).toBe('updated')
    expect(pull.comments[0]?.body).toMatch(/nothing is left/)
    expect(await put('')).toBe('unchanged')
  })

  test.each(['drop-after', 502] as const)(
    'whose answer was lost (%s) is found by marker and author',
    async (fault) => {
      const { put, pull, github } = await commented()
      github.fail({
        method: 'POST',
        path: /comments$/,
        with: fault === 502 ? { status: 502, after: true } : fault,
      })
      await expect(put(`${marker} -->\none`)).rejects.toThrow()
      expect(await put(`${marker} -->\none`)).toBe('unchanged')
      expect(pull.comments).toHaveLength(1)
    },
  )

  test('that somebody deleted is made anew', async () => {
    const { put, pull, client } = await commented()
    await put(`${marker} -->\none`)
    await client.rest.issues.deleteComment({
      owner: 'acme',
      repo: 'shop',
      comment_id: pull.comments[0]?.id ?? 0,
    })
    expect(await put(`${marker} -->\none`)).toBe('created')
    expect(pull.comments).toHaveLength(1)
  })

  test('with our marker by somebody else is left alone', async () => {
    const { put, pull } = await commented()
    pull.comment(`${marker} -->\nforged`, 'eve')
    expect(await put(`${marker} -->\none`)).toBe('created')
    expect(pull.comments.map(({ body }) => body)).toEqual([`${marker} -->\nforged`, `${marker} -->\none`])
  })

  test('behind a hundred others is found by a store that lost its memory', async () => {
    const { put, pull, ledger } = await commented()
    for (let n = 0; n < 120; n++) pull.comment(`${n}`)
    await put(`${marker} -->\none`)
    ledger.entries.clear()
    expect(await put(`${marker} -->\none`)).toBe('unchanged')
  })

  test('that is too long is cut outside its code, and says so', async () => {
    const { put, pull } = await commented()
    const body = `${marker} -->\n<details><summary>x</summary>\n\n${'line\n'.repeat(10_000)}\n\`\`\`sql\n${'select 1;\n'.repeat(5000)}\`\`\`\n</details>`
    await put(body)
    const [comment] = pull.comments
    expect(comment?.body.length).toBeLessThanOrEqual(65_536)
    expect(comment?.body).not.toContain('```')
    expect(comment?.body).toMatch(/<\/details>\n\n_The rest is left out/)
    expect(await put(body)).toBe('unchanged')
  })
})

describe('a review', () => {
  const hunks = {
    'a.sql': [
      { startLine: 2, endLine: 8 },
      { startLine: 27, endLine: 33 },
    ],
  }
  const suggestion = (fingerprint: string, startLine: number, endLine = startLine) => ({
    path: 'a.sql',
    startLine,
    endLine,
    fingerprint,
    body: `Better:\n\`\`\`suggestion\nx\n\`\`\`\n${findingMarker(fingerprint)}`,
  })

  async function reviewed() {
    const scene = await withPull()
    const ledger = ledgerInMemory()
    const post = (suggestions: ReturnType<typeof suggestion>[], more: object = {}) => {
      const head = scene.pull.headSha
      const place = {
        number: 1,
        head,
        hunks,
        key: `r/${head}`,
        ledger,
        ownLogin: scene.ownLogin,
        fingerprintIn,
      }
      return postReview(scene.client, scene.at, { ...place, suggestions, ...more })
    }
    return { ...scene, ledger, post }
  }

  test('holds the suggestions inside one hunk; the others are named', async () => {
    const { post, pull } = await reviewed()
    const off = [suggestion('between', 15), suggestion('across', 7, 28), suggestion('edge', 8, 9)]
    const other = { ...suggestion('other', 3), path: 'constructor' }
    const on = [suggestion('one', 5), suggestion('many', 28, 30)]
    expect(await post([...off, other, ...on])).toEqual({
      posted: 2,
      outside: ['between', 'across', 'edge', 'other'],
    })
    expect(pull.threads).toMatchObject([
      { current: { start: null, line: 5 } },
      { current: { start: 28, line: 30 } },
    ])
  })

  test('is one for a head, and has no suggestion twice on the pull request', async () => {
    const { post, pull } = await reviewed()
    await post([suggestion('one', 5)])
    expect(await post([suggestion('one', 5), suggestion('two', 30)])).toEqual({ posted: 0, outside: [] })
    pull.push({ files: { 'b.sql': 'x\n' } })
    expect(await post([suggestion('one', 5), suggestion('two', 30)])).toEqual({ posted: 1, outside: [] })
    expect(pull.reviews).toHaveLength(2)
    expect(pull.threads.map(({ body }) => fingerprintIn(body))).toEqual(['one', 'two'])
  })

  test('whose answer was lost is found again', async () => {
    const { post, pull, github } = await reviewed()
    github.fail({ method: 'POST', path: /reviews$/, with: 'drop-after' })
    await expect(post([suggestion('one', 5)])).rejects.toThrow()
    expect(await post([suggestion('one', 5)])).toEqual({ posted: 1, outside: [] })
    expect(pull.reviews).toHaveLength(1)
  })

  test('is not kept back by a marker that somebody else wrote', async () => {
    const { post, pull } = await reviewed()
    const comments = [{ path: 'a.sql', line: 5, body: suggestion('one', 5).body }]
    const body = `<!-- sluice:review ${pull.headSha} -->`
    pull.review({ by: 'eve', event: 'COMMENT', body, comments })
    expect(await post([suggestion('one', 5)])).toEqual({ posted: 1, outside: [] })
  })

  test('that GitHub refuses is left out, and all its suggestions are named', async () => {
    const { post, pull } = await reviewed()
    const wide = { 'a.sql': [{ startLine: 1, endLine: 40 }] }
    const all = [suggestion('one', 5), suggestion('off', 20)]
    expect(await post(all, { hunks: wide })).toEqual({ posted: 0, outside: ['one', 'off'] })
    expect(pull.reviews).toEqual([])
  })

  test("hides the threads of findings that are gone, once, and nobody else's", async () => {
    const { post, pull, client, at, ownLogin, github } = await reviewed()
    await post([suggestion('one', 5), suggestion('two', 30)])
    const comments = [{ path: 'a.sql', line: 6, body: suggestion('three', 6).body }]
    pull.review({ by: 'sluice', event: 'COMMENT', body: 'forged', comments })
    const settle = (...open: string[]) =>
      settleThreads(client, at, { number: 1, open: new Set(open), ownLogin, fingerprintIn })
    expect(await settle('one', 'two')).toBe(0)
    expect(await settle('two')).toBe(1)
    expect(await settle('two')).toBe(0)
    expect(pull.threads.map(({ minimized, resolvedBy }) => minimized ?? resolvedBy)).toEqual([
      'resolved',
      undefined,
      undefined,
    ])
    github.installation('acme').setPermissions({ contents: 'write', pull_requests: 'write' })
    expect(await settle()).toBe(1)
    expect(pull.threads[1]?.resolvedBy?.login).toBe('sluice[bot]')
  })
})

describe('a reply', () => {
  test('is given once, also when its answer was lost; a reaction too', async () => {
    const { client, at, pull, github, ownLogin } = await withPull()
    const { id } = pull.comment('/sluice help')
    const wanted = {
      number: 1,
      commentId: id,
      body: 'Here.',
      key: 'reply',
      ledger: ledgerInMemory(),
      ownLogin,
    }
    github.fail({ method: 'POST', path: /comments$/, with: 'drop-after' })
    await expect(reply(client, at, wanted)).rejects.toThrow()
    await reply(client, at, wanted)
    await reply(client, at, wanted)
    for (const content of ['eyes', 'eyes'] as const) await react(client, at, id, content)
    expect(pull.comments.map(({ author, reactions }) => [author.login, reactions.length])).toEqual([
      ['ada', 1],
      ['sluice[bot]', 0],
    ])
  })
})
