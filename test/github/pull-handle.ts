import { rerequestSuite } from './check-lists.ts'
import { announceRun, rerequestRun } from './checks.ts'
import { addComment, changeComment } from './comments.ts'
import { branchTip, commitAt } from './git.ts'
import { announceThread } from './graphql-parts.ts'
import { mergePull } from './merge.ts'
import { personNamed } from './new-app.ts'
import { type FileContent, storeCommit } from './new-commit.ts'
import { announce, closePull, publishHead } from './pull-changes.ts'
import { type Edit, editPull } from './pulls.ts'
import { afterPush } from './pushes.ts'
import { dequeue, enqueue } from './queue.ts'
import { react } from './reactions.ts'
import { addReply } from './review-comments.ts'
import { threadsOf } from './review-state.ts'
import { addReview, dismissReview, type NewReview } from './reviews.ts'
import type { CheckRun, IssueComment, Pull, Repository, Review, ReviewComment, World } from './world.ts'

export interface NewPull {
  /** A branch, or `owner:branch` of a fork. */
  readonly head: string
  readonly base?: string
  readonly title?: string
  readonly body?: string
  readonly by?: string
  readonly draft?: boolean
}

/** What people do with a pull request, and what it shows them. People are named; `ada` acts unless told. */
export interface PullHandle {
  readonly number: number
  readonly headSha: string
  readonly state: 'open' | 'closed'
  readonly merged: boolean
  readonly checkRuns: readonly CheckRun[]
  readonly comments: readonly IssueComment[]
  readonly reviews: readonly Review[]
  readonly threads: readonly ReviewComment[]
  /** Pushes to its head; `force` puts the commit in place of all the others. */
  push(commit: {
    files: Readonly<Record<string, FileContent>>
    message?: string
    by?: string
    force?: true
  }): string
  edit(edit: Edit, by?: string): void
  close(by?: string): void
  reopen(by?: string): void
  setDraft(draft: boolean, by?: string): void
  comment(body: string, by?: string): IssueComment
  editComment(comment: IssueComment, body: string, by?: string): void
  reactTo(thing: IssueComment | ReviewComment, content: string, by?: string): void
  review(review: NewReview & { readonly by?: string }): Review
  dismiss(review: Review, by?: string): void
  reply(thread: ReviewComment, body: string, by?: string): void
  resolve(thread: ReviewComment, by?: string): void
  /** "Re-run", "Re-run all", and a click on a button that the check offers. */
  rerequest(run: CheckRun, by?: string): void
  rerequestAll(run: CheckRun, by?: string): void
  clickAction(run: CheckRun, identifier: string, by?: string): void
  /** Throws what the button says when it is grey. */
  merge(by?: string, method?: 'merge' | 'squash'): string
  enqueue(by?: string): void
  dequeue(): void
}

export function openPull(
  world: World,
  repository: Repository,
  { head, base = repository.defaultBranch, title = head, body, by = 'ada', draft = false }: NewPull,
): PullHandle {
  const [owner, ref] = head.includes(':') ? (head.split(':') as [string, string]) : [undefined, head]
  const from = owner === undefined ? repository : forkOf(world, repository, owner)
  const now = world.clock.iso()
  const pull: Pull = {
    id: world.ids.next('pull'),
    number: repository.pulls.length + 1,
    repository,
    author: personNamed(world, by),
    title,
    body: body ?? null,
    draft,
    state: 'open',
    head: { repository: from, ref, sha: tipOf(from, ref) },
    base: { repository, ref: base, sha: tipOf(repository, base) },
    closedAt: null,
    createdAt: now,
    updatedAt: now,
    reviews: [],
    reviewComments: [],
  }
  repository.pulls.push(pull)
  publishHead(pull)
  announce(world, pull, 'opened', pull.author)
  return pullHandle(world, pull)
}

function forkOf(world: World, repository: Repository, owner: string): Repository {
  const fork = world.repositories.find((one) => one.parent === repository && one.owner.login === owner)
  if (!fork) throw new Error(`${owner} has no fork of ${repository.name}`)
  return fork
}

function tipOf({ directory, name }: Repository, branch: string): string {
  const tip = branchTip(directory, branch)
  if (tip === undefined) throw new Error(`${name} has no branch ${branch}`)
  return tip
}

export function pullHandle(world: World, pull: Pull): PullHandle {
  const { repository } = pull
  const who = (login?: string) => personNamed(world, login)
  return {
    number: pull.number,
    get headSha() {
      return pull.head.sha
    },
    get state() {
      return pull.state
    },
    get merged() {
      return pull.merged !== undefined
    },
    get checkRuns() {
      return repository.checkRuns.filter(({ suite }) => suite.headSha === pull.head.sha)
    },
    get comments() {
      return repository.comments.filter((one) => one.pull === pull)
    },
    reviews: pull.reviews,
    get threads() {
      return threadsOf(pull)
    },
    push: (commit) => push(world, pull, commit),
    edit: (edit, by) => editPull(world, pull, who(by), edit),
    close: (by) => closePull(world, pull, who(by)),
    reopen: (by) => editPull(world, pull, who(by), { state: 'open' }),
    setDraft(draft, by) {
      pull.draft = draft
      announce(world, pull, draft ? 'converted_to_draft' : 'ready_for_review', who(by))
    },
    comment: (body, by) => addComment(world, pull, { author: who(by), body }),
    editComment: (comment, body, by) => changeComment(world, comment, body, who(by)),
    reactTo: (thing, content, by) => void react(world, thing.reactions, who(by), content),
    review: ({ by, ...review }) => addReview(world, pull, { author: who(by) }, review),
    dismiss: (review, by) => dismissReview(world, review, who(by)),
    reply: (thread, body, by) => void addReply(world, thread, { author: who(by) }, body),
    resolve(thread, by) {
      thread.resolvedBy = who(by)
      announceThread(world, thread, who(by))
    },
    rerequest: (run, by) => rerequestRun(world, run, who(by)),
    rerequestAll: ({ suite }, by) => rerequestSuite(world, suite, who(by)),
    clickAction(run, identifier, by) {
      const isOffered = run.actions.some((one) => one.identifier === identifier)
      if (!isOffered || run.status !== 'completed')
        throw new Error(`The check offers no action ${identifier}`)
      announceRun(world, run, 'requested_action', who(by), { requested_action: { identifier } })
    },
    merge: (by, method) => mergePull(world, pull, who(by), method),
    enqueue: (by) => enqueue(world, pull, who(by)),
    dequeue: () => dequeue(world, pull),
  }
}

function push(world: World, { head, base }: Pull, commit: Parameters<PullHandle['push']>[0]): string {
  const { files, message = 'Change files', by = 'ada', force } = commit
  const { directory } = head.repository
  const parent = force ? commitAt(directory, base.ref) : head.sha
  const stored = { branch: head.ref, parent, files, message, author: by, at: world.clock.now() }
  const before = head.sha
  const after = storeCommit(directory, stored)
  afterPush(world, head.repository, [{ branch: head.ref, before, after }], personNamed(world, by))
  return after
}
