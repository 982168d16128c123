import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wantedBy } from '../../src/app/events.ts'
import { example, examples } from './examples.ts'

const context = { appId: 480, deliveryGuid: 'guid-1' }
const [head, base, other] = ['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)]
const installation = { id: 7 }
const repository = { id: 11, full_name: 'acme/shop', default_branch: 'main' }
const on = { installation, repository }
const pull = {
  number: 5,
  head: { sha: head, repo: null },
  base: { ref: 'main' },
  state: 'open',
  draft: false,
  user: { login: 'ada' },
  updated_at: '2026-11-21T08:00:00Z',
}
const run = { name: 'Sluice', head_sha: head, app: { id: 480 }, pull_requests: [] }
const group = {
  head_sha: head,
  base_sha: base,
  head_ref: 'refs/heads/gh-readonly-queue/main/pr-5',
  base_ref: 'refs/heads/main',
}
const comment = {
  id: 99,
  body: '/sluice help',
  user: { login: 'ada', type: 'User' },
  created_at: '2026-01-31T12:00:00Z',
}
const issue = { number: 5, pull_request: {} }

const wanted = (event: string, payload: object) => wantedBy(event, { ...on, ...payload }, context)
const jobs = (event: string, payload: object) => wanted(event, payload).jobs

describe('the check of the second opinion', () => {
  const own = { ...run, name: 'Sluice / review' }

  test.each([
    [{ action: 'rerequested' }],
    [{ action: 'requested_action', requested_action: { identifier: 'review' } }],
  ])('%j asks the model again, for whoever pressed it, and judges nothing', (pressed) => {
    expect(jobs('check_run', { ...pressed, check_run: own, sender: { login: 'bob' } })).toMatchObject([
      { kind: 'repository', lane: `head/11/${head}`, payload: { head, askedBy: 'bob', request: 'guid-1' } },
    ])
  })

  test('of another App, or pressed by nobody, asks for nothing', () => {
    const pressed = { action: 'rerequested', sender: { login: 'bob' } }
    expect(jobs('check_run', { ...pressed, check_run: { ...own, app: { id: 481 } } })).toEqual([])
    expect(jobs('check_run', { action: 'rerequested', check_run: own })).toEqual([])
  })

  test("is not what the gate's own button asks for", () => {
    const pressed = { action: 'rerequested', sender: { login: 'bob' }, check_run: run }
    expect(jobs('check_run', pressed)[0]?.payload).not.toHaveProperty('askedBy')
  })
})

describe('a pull request', () => {
  test.each(['opened', 'synchronize', 'reopened'])(
    '%s is reviewed, in a lane of its own, the latest view first',
    (action) => {
      expect(jobs('pull_request', { action, pull_request: pull })).toMatchObject([
        {
          ...{ kind: 'review', lane: 'pull/11/5', installation: 7 },
          ...{ mergeKey: 'review', stamp: '2026-11-21T08:00:00Z' },
          payload: {
            kind: 'review',
            request: 'head',
            repository: { id: 11, owner: 'acme', name: 'shop', installation: 7 },
            pull: { number: 5, head, baseRef: 'main', state: 'open', draft: false, author: 'ada' },
          },
        },
      ])
    },
  )

  test.each(['ready_for_review', 'converted_to_draft'])('%s is decided again', (action) => {
    expect(jobs('pull_request', { action, pull_request: pull })).toMatchObject([
      { kind: 'decide', lane: 'pull/11/5', mergeKey: 'decide', payload: { kind: 'decide' } },
    ])
  })

  test('with another base branch is reviewed once more; with another title it is not', () => {
    const edited = { action: 'edited', pull_request: pull }
    const retargeted = { ...edited, changes: { base: { ref: { from: 'develop' } } } }
    expect(jobs('pull_request', retargeted)).toMatchObject([
      { kind: 'review', payload: { request: 'base:main:guid-1' } },
    ])
    expect(jobs('pull_request', { ...edited, changes: { title: { from: 'x' } } })).toEqual([])
  })

  test('that is closed is remembered as closed, and holds no other any more', () => {
    const closed = { action: 'closed', pull_request: { ...pull, state: 'closed' } }
    expect(wanted('pull_request', closed)).toMatchObject({
      ...{ jobs: [{ kind: 'decide' }], seen: { pull: { state: 'closed' } } },
    })
  })

  test('that gets a label or a reviewer asks for nothing', () => {
    for (const action of ['labeled', 'review_requested', 'enqueued', 'auto_merge_enabled'])
      expect(wanted('pull_request', { action, pull_request: pull })).toEqual({ jobs: [] })
  })

  test('of somebody whose account is gone is the ghost’s', () => {
    const orphan = { ...pull, user: null }
    expect(jobs('pull_request', { action: 'opened', pull_request: orphan })).toMatchObject([
      { payload: { pull: { author: 'ghost' } } },
    ])
  })

  test.each([
    ['head', { head: { sha: 'main' } }],
    ['a number that is none', { number: -1 }],
    ['a number that is too large to be exact', { number: 2 ** 53 }],
    ['no head', { head: null }],
    ['a branch with a line end in it', { base: { ref: 'a\nb' } }],
    ['a branch without end', { base: { ref: 'x'.repeat(256) } }],
    ['a time that is none', { updated_at: 'yesterday' }],
    ['a state that is none', { state: 'half' }],
  ])('with %s asks for nothing and says why', (_, part) => {
    const broken = { action: 'opened', pull_request: { ...pull, ...part } }
    expect(wanted('pull_request', broken)).toEqual({
      jobs: [],
      reason: 'there is no usable pull request in it',
    })
  })

  test.each(['acme', 'acme/shop/x', '../shop', 'acme/..', 'acme/sh op', '', null])(
    'of a repository called %j asks for nothing',
    (full_name) => {
      const payload = { action: 'opened', pull_request: pull, repository: { id: 11, full_name } }
      expect(wanted('pull_request', payload)).toMatchObject({ jobs: [], reason: expect.any(String) })
    },
  )

  test('times with a zone sort as those in UTC', () => {
    const stampOf = (updated_at: string) =>
      jobs('pull_request', { action: 'opened', pull_request: { ...pull, updated_at } })[0]?.stamp
    expect(stampOf('2026-11-21T10:00:00+02:00')).toBe('2026-11-21T08:00:00Z')
    expect(stampOf('2026-11-21T08:00:00.000Z')).toBe('2026-11-21T08:00:00Z')
  })
})

describe('a review', () => {
  test.each([
    ['submitted', 'approved', ['decide']],
    ['submitted', 'changes_requested', ['decide']],
    ['submitted', 'commented', []],
    ['edited', 'approved', ['decide']],
    ['edited', 'commented', []],
    ['dismissed', 'dismissed', ['decide']],
  ])('%s as %s asks for %j', (action, state, kinds) => {
    const payload = { action, review: { state }, pull_request: pull }
    expect(jobs('pull_request_review', payload).map(({ kind }) => kind)).toEqual(kinds)
  })
})

describe('a comment', () => {
  test('that speaks to us is a command, never merged with another', () => {
    const body = '  /sluice explain 2 \r\nand more'
    const [job] = jobs('issue_comment', { action: 'created', issue, comment: { ...comment, body } })
    expect(job).toMatchObject({
      ...{ kind: 'command', lane: 'pull/11/5' },
      payload: {
        number: 5,
        comment: { id: 99, author: 'ada', firstLine: '/sluice explain 2', createdAt: '2026-01-31T12:00:00Z' },
      },
    })
    expect(job).not.toHaveProperty('mergeKey')
  })

  test('is read up to 500 characters', () => {
    const long = { ...comment, body: `/sluice dismiss 1 ${'x'.repeat(1e6)}` }
    expect(jobs('issue_comment', { action: 'created', issue, comment: long })).toMatchObject([
      { payload: { comment: { firstLine: `/sluice dismiss 1 ${'x'.repeat(482)}` } } },
    ])
  })

  test.each([
    ['edited', { action: 'edited' }],
    ['deleted', { action: 'deleted' }],
    ['on an issue', { issue: { number: 5 } }],
    ['of a bot', { comment: { ...comment, user: { login: 'x[bot]', type: 'Bot' } } }],
    ['about us', { comment: { ...comment, body: 'try /sluice help' } }],
    ['to another', { comment: { ...comment, body: '/sluicegate help' } }],
    ['with the command further down', { comment: { ...comment, body: 'hm\n/sluice help' } }],
    ['without text', { comment: { ...comment, body: null } }],
    ['without a time', { comment: { ...comment, created_at: null } }],
  ])('%s is none', (_, part) => {
    expect(jobs('issue_comment', { action: 'created', issue, comment, ...part })).toEqual([])
  })
})

describe('a re-run', () => {
  const look = [
    {
      ...{ kind: 'repository', lane: `head/11/${head}`, priority: 0 },
      payload: { kind: 'repository', request: 'guid-1', head },
    },
  ]
  test.each([
    ['check_run', { action: 'rerequested', check_run: run }],
    [
      'check_run',
      { action: 'requested_action', check_run: run, requested_action: { identifier: 'recheck' } },
    ],
    ['check_suite', { action: 'rerequested', check_suite: { head_sha: head, app: { id: 480 } } }],
  ])(
    'by %s %j looks for pull requests with this head, which forks’ payloads do not name',
    (event, payload) => {
      expect(jobs(event, payload)).toMatchObject(look)
    },
  )

  test('of all checks judges anew, and has the model asked anew for the person who clicked', () => {
    const suite = { head_sha: head, app: { id: 480 } }
    const clicked = { action: 'rerequested', check_suite: suite, sender: { login: 'bob' } }
    const [judged, asked, ...others] = jobs('check_suite', clicked)
    expect(judged).toMatchObject(look[0] ?? {})
    expect(judged?.payload).not.toHaveProperty('askedBy')
    expect(asked?.payload).toMatchObject({ head, askedBy: 'bob' })
    // Of two with one key the store keeps one.
    expect(asked?.mergeKey).not.toBe(judged?.mergeKey)
    expect(others).toEqual([])
  })

  test.each([
    ['check_run', { action: 'rerequested', check_run: { ...run, app: { id: 15_368 } } }],
    ['check_run', { action: 'rerequested', check_run: { ...run, name: 'Sluice / review' } }],
    ['check_run', { action: 'completed', check_run: run }],
    ['check_run', { action: 'requested_action', check_run: run, requested_action: { identifier: 'other' } }],
    ['check_suite', { action: 'rerequested', check_suite: { head_sha: head, app: { id: 1 } } }],
    ['check_suite', { action: 'requested', check_suite: { head_sha: head, app: { id: 480 } } }],
  ])('of what is not our gate is none: %s %j', (event, payload) => expect(jobs(event, payload)).toEqual([]))
})

describe('a run of a workflow', () => {
  const of = { id: 41, run_attempt: 2, head_sha: head, conclusion: 'success', pull_requests: [] }
  const over = (part: object = {}) => ({ action: 'completed', workflow_run: { ...of, ...part } })

  test('that is over may have made a plan of the head; each attempt is one request', () => {
    expect(jobs('workflow_run', over())).toMatchObject([
      {
        ...{ kind: 'repository', lane: `head/11/${head}`, priority: 0 },
        payload: { kind: 'repository', request: 'plans of 41.2', head, run: 41 },
      },
    ])
    expect(jobs('workflow_run', over({ conclusion: 'failure' }))).toHaveLength(1)
  })

  test('that was skipped, or only began, made none', () => {
    expect(jobs('workflow_run', over({ conclusion: 'skipped' }))).toEqual([])
    expect(jobs('workflow_run', { ...over(), action: 'requested' })).toEqual([])
  })

  test.each([{ id: '41' }, { head_sha: 'main' }, { head_sha: '0'.repeat(40) }])(
    'with %j asks for nothing and says why',
    (part) => {
      expect(wanted('workflow_run', over(part))).toEqual({
        jobs: [],
        reason: 'there is no usable run of a workflow in it',
      })
    },
  )
})

describe('a merge group', () => {
  test('is evaluated as a whole', () => {
    expect(jobs('merge_group', { action: 'checks_requested', merge_group: group })).toMatchObject([
      {
        ...{ kind: 'merge-group', lane: `group/11/${head}` },
        payload: { head, base, headRef: group.head_ref, baseRef: group.base_ref, request: 'head' },
      },
    ])
  })

  test('that is gone asks for nothing', () => {
    expect(jobs('merge_group', { action: 'destroyed', merge_group: group })).toEqual([])
  })
})

describe('a push', () => {
  const push = { ref: 'refs/heads/main', before: base, after: other, deleted: false }

  test.each([
    ['main', true],
    ['release/1.0', false],
  ])('to %s may have changed the policy of what goes to it', (branch, isDefault) => {
    const pushed = { branch, isDefault, before: base, after: other }
    expect(jobs('push', { ...push, ref: `refs/heads/${branch}` })).toMatchObject([
      { kind: 'repository', payload: { request: 'guid-1', pushed } },
    ])
  })

  test('that makes the repository of an organisation’s policy concerns others', () => {
    const made = { ...on.repository, name: '.github', full_name: 'acme/.github', default_branch: 'main' }
    const first = { ...push, before: '0'.repeat(40) }
    const [job] = jobs('push', { ...first, repository: made })
    expect(job?.payload).toMatchObject({ pushed: { branch: 'main', isDefault: true, after: other } })
    expect(jobs('push', { ...first, repository: made, ref: 'refs/heads/topic' })).toEqual([])
  })

  test('is never merged with the next one, in which the policy may be the same', () => {
    const keyOf = (deliveryGuid: string) =>
      wantedBy('push', { ...on, ...push }, { ...context, deliveryGuid }).jobs[0]?.mergeKey
    expect(keyOf('first')).not.toBe(keyOf('second'))
  })

  test.each([
    ['of a tag of that name', { ref: 'refs/tags/main' }],
    ['that deletes it', { deleted: true, after: '0'.repeat(40) }],
    ['that makes it', { before: '0'.repeat(40) }],
  ])('%s asks for nothing', (_, part) => expect(jobs('push', { ...push, ...part })).toEqual([]))
})

describe('an installation', () => {
  const listed = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: i + 1, full_name: `acme/r${i}` }))

  test.each(['created', 'unsuspend', 'new_permissions_accepted'])(
    '%s: each repository is looked at',
    (action) => {
      const payload = { action, installation, repositories: listed(2), repository: undefined }
      expect(jobs('installation', payload)).toMatchObject([
        { kind: 'repository', lane: 'repository/1', payload: { repository: { owner: 'acme', name: 'r0' } } },
        { kind: 'repository', lane: 'repository/2' },
      ])
    },
  )

  test('with more repositories than 500, or without a list, is asked for them', () => {
    const kinds = (repositories?: object[]) =>
      jobs('installation', { action: 'created', repositories }).map(({ kind }) => kind)
    expect(kinds(listed(500))).toHaveLength(500)
    expect(kinds(listed(501))).toEqual(['installation'])
    expect(kinds()).toEqual(['installation'])
  })

  test.each(['deleted', 'suspend'])('%s is forgotten', (action) => {
    const [job] = jobs('installation', { action })
    expect(job).toMatchObject({ kind: 'forget', lane: 'installation/7', installation: 7 })
    expect(job?.payload).toEqual({ kind: 'forget', installation: 7 })
  })

  test('that loses repositories forgets these; naming none is not naming all', () => {
    const removed = (repositories_removed: unknown) =>
      jobs('installation_repositories', { action: 'removed', repositories_removed })
    expect(removed(listed(2))[0]?.payload).toEqual({ kind: 'forget', installation: 7, repositories: [1, 2] })
    expect(removed([])).toEqual([])
    expect(removed([{ id: 'x' }])).toEqual([])
  })

  test('that gets repositories looks at these', () => {
    const payload = { action: 'added', repositories_added: listed(1) }
    expect(jobs('installation_repositories', payload)).toMatchObject([{ lane: 'repository/1' }])
  })
})

describe('a repository', () => {
  test.each(['archived', 'deleted'])('%s is forgotten, and no other', (action) => {
    expect(jobs('repository', { action })[0]?.payload).toEqual({
      ...{ kind: 'forget', installation: 7, repositories: [11] },
    })
  })

  test.each(['renamed', 'transferred', 'unarchived'])(
    '%s is looked at: what happened before was not told here',
    (action) => {
      expect(jobs('repository', { action })).toMatchObject([{ kind: 'repository', lane: 'repository/11' }])
    },
  )

  test('edited asks for nothing', () => {
    expect(jobs('repository', { action: 'edited' })).toEqual([])
  })
})

describe('GitHub’s own examples', () => {
  test('are many, of github.com and of Enterprise Server', () => {
    expect(examples.length).toBeGreaterThan(400)
    expect(new Set(examples.map(({ name }) => name.split('/')[0])).size).toBeGreaterThan(3)
  })

  test.each([
    ['pull_request', 'opened', ['review']],
    ['pull_request', 'converted_to_draft', ['decide']],
    ['pull_request_review', 'dismissed', ['decide']],
    ['merge_group', 'checks_requested', ['merge-group']],
    ['workflow_run', 'completed', ['repository']],
    ['installation', 'suspend', ['forget']],
    ['installation', 'created', ['repository']],
  ])('%s %s is understood', (event, action, kinds) => {
    const { jobs } = wantedBy(event, { ...example(event, action) }, context)
    expect([...new Set(jobs.map(({ kind }) => kind))]).toEqual(kinds)
  })

  test('with any field missing or replaced throw nothing', () => {
    const known = fc.constantFrom(...examples)
    const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, '', -1, 2 ** 60, '\u0000', []))
    const changes = fc.array(fc.tuple(fc.nat(), fc.option(junk, { nil: undefined })), { maxLength: 6 })
    fc.assert(
      fc.property(known, changes, ({ event, payload }, edits) => {
        const changed: Record<string, unknown> = { ...structuredClone(payload), installation: { id: 7 } }
        for (const [at, value] of edits) mutate(changed, at, value)
        const { jobs } = wantedBy(event, changed, context)
        for (const { installation, lane } of jobs)
          expect([Number.isSafeInteger(installation), lane]).toEqual([
            true,
            expect.not.stringMatching(/undefined|null|NaN/),
          ])
      }),
      { numRuns: 3000 },
    )
  })

  test('payloads that are no objects throw nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.jsonValue(), ({ event, payload }, value) => {
        wantedBy(event, value, context)
        wantedBy(event, { action: payload.action, ...on, pull_request: value, check_run: value }, context)
      }),
    )
  })

  test.each(['__proto__', 'constructor', 'toString', 'pull_request.opened'])(
    'the event %s is unknown',
    (event) => {
      expect(wantedBy(event, { ...on, pull_request: pull }, context)).toEqual({ jobs: [] })
    },
  )
})

/** Deletes or replaces the field that this number leads to. */
function mutate(payload: Record<string, unknown>, at: number, value: unknown): void {
  const keys = Object.keys(payload)
  const key = keys[at % keys.length]
  if (key === undefined) return
  const inner = payload[key]
  const deeper = Math.floor(at / keys.length)
  if (deeper % 3 !== 0 && typeof inner === 'object' && inner !== null)
    mutate(inner as Record<string, unknown>, Math.floor(deeper / 3), value)
  else if (value === undefined) delete payload[key]
  else payload[key] = value
}
