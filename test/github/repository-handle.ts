import { organizationBody } from './bodies/account.ts'
import { workflowBody, workflowRunBody } from './bodies/workflow-run.ts'
import { branchTip, commitAt, git, updateRef } from './git.ts'
import { addAccount, personNamed } from './new-app.ts'
import { type FileContent, storeCommit } from './new-commit.ts'
import { createRepository } from './new-repository.ts'
import { selectableChecks } from './protection.ts'
import { type NewPull, openPull, type PullHandle, pullHandle } from './pull-handle.ts'
import { afterPush } from './pushes.ts'
import { findRepository, fullName, type Protection, type Repository, type Role, type World } from './world.ts'
import { zip } from './zip.ts'

interface NewCommit {
  readonly branch?: string
  readonly files: Readonly<Record<string, FileContent>>
  readonly message?: string
  readonly by?: string
  /** The revision before it: the branch's tip, or the default branch's for a new branch. Another one forces the push. */
  readonly from?: string
}

interface NewRun {
  readonly name: string
  readonly branch?: string
  readonly event?: string
  readonly conclusion?: string
  readonly by?: string
  /** Files by artifact; or its very bytes. */
  readonly artifacts?: Readonly<Record<string, Buffer | Readonly<Record<string, string | Buffer>>>>
  readonly keptDays?: number
  /** The commit it ran for; left out: the branch's tip. */
  readonly sha?: string
  /** The fork whose branch it ran for. */
  readonly of?: RepositoryHandle
}

/** What people do with a repository. */
export interface RepositoryHandle {
  readonly id: number
  readonly name: string
  /** The bare repository, for what only git can say. */
  readonly directory: string
  readonly cloneUrl: string
  /** Commits and pushes; answers the commit. */
  commit(commit: NewCommit): string
  /** Pushes a commit that is there already, as one does to go back to it. */
  reset(branch: string, commit: string, by?: string): void
  /** The commit of a branch, tag or reference. */
  tip(revision: string): string | undefined
  deleteBranch(branch: string, by?: string): void
  openPull(pull: NewPull): PullHandle
  pull(number: number): PullHandle
  fork(by: string): RepositoryHandle
  setRole(login: string, role: Role | null): void
  protect(protection?: Partial<Protection> & { readonly branch?: string }): void
  /** The checks that the settings page offers to require. */
  selectableChecks(): string[]
  rename(name: string): void
  transfer(owner: string): void
  archive(): void
  delete(): void
  /** A finished run of a workflow with what it uploaded; answers its id. */
  runWorkflow(run: NewRun): number
}

export function repositoryHandle(world: World, repository: Repository): RepositoryHandle {
  const person = (login = 'ada') => personNamed(world, login)
  const emit = (action: string, changes: object = {}) =>
    world.hooks.emit({ event: 'repository', action, repository, sender: person(), payload: () => changes })
  const move = (change: () => void, action: string, changes: object) => {
    world.moved.set(fullName(repository).toLowerCase(), repository)
    change()
    world.moved.delete(fullName(repository).toLowerCase())
    emit(action, { changes })
  }
  return {
    id: repository.id,
    get name() {
      return fullName(repository)
    },
    directory: repository.directory,
    get cloneUrl() {
      return `${world.urls.web}/${fullName(repository)}.git`
    },
    commit: (commit) => commitAndPush(world, repository, commit),
    reset(branch, after, by) {
      const before = branchTip(repository.directory, branch)
      updateRef(repository.directory, `refs/heads/${branch}`, after)
      afterPush(world, repository, [{ branch, before, after }], person(by))
    },
    tip: (revision) => commitAt(repository.directory, revision),
    deleteBranch(branch, by) {
      const before = branchTip(repository.directory, branch)
      git(repository.directory, ['update-ref', '-d', `refs/heads/${branch}`])
      afterPush(world, repository, [{ branch, before, after: undefined }], person(by))
    },
    openPull: (pull) => openPull(world, repository, pull),
    pull(number) {
      const pull = repository.pulls.find((one) => one.number === number)
      if (!pull) throw new Error(`${fullName(repository)} has no pull request ${number}`)
      return pullHandle(world, pull)
    },
    fork: (by) => fork(world, repository, by),
    setRole(login, role) {
      if (role === null) repository.roles.delete(person(login))
      else repository.roles.set(person(login), role)
    },
    protect({ branch = repository.defaultBranch, ...protection } = {}) {
      repository.protections.set(branch, { ...unprotected, ...protection })
    },
    selectableChecks: () => selectableChecks(world, repository),
    rename(name) {
      const from = repository.name
      const change = () => {
        repository.name = name
      }
      move(change, 'renamed', { repository: { name: { from } } })
    },
    transfer(login) {
      const from = repository.owner
      const owner = world.accounts.get(login.toLowerCase()) ?? addAccount(world, login, 'Organization')
      const change = () => {
        repository.owner = owner
      }
      move(change, 'transferred', { owner: { from: { organization: organizationBody(world, from) } } })
    },
    archive() {
      repository.archived = true
      emit('archived')
    },
    delete() {
      repository.deleted = true
    },
    runWorkflow: (run) => runWorkflow(world, repository, run),
  }
}

const unprotected: Protection = {
  kind: 'branch protection',
  checks: [],
  strict: false,
  approvals: 0,
  dismissStale: false,
  mergeQueue: false,
}

function commitAndPush(
  world: World,
  repository: Repository,
  { branch = repository.defaultBranch, files, message = 'Change files', by = 'ada', from }: NewCommit,
): string {
  const { directory, defaultBranch } = repository
  const before = branchTip(directory, branch)
  const parent =
    from === undefined ? (before ?? branchTip(directory, defaultBranch)) : commitAt(directory, from)
  const after = storeCommit(directory, { branch, parent, files, message, author: by, at: world.clock.now() })
  afterPush(world, repository, [{ branch, before, after }], personNamed(world, by))
  return after
}

function fork(world: World, repository: Repository, by: string): RepositoryHandle {
  const owner = personNamed(world, by)
  const name = `${owner.login}/${repository.name}`
  const known = findRepository(world, name)
  if (known) return repositoryHandle(world, known)
  const options = { private: repository.private, defaultBranch: repository.defaultBranch, roles: {} }
  const copy = createRepository(world, name, options, repository)
  git(copy.directory, ['fetch', '--quiet', repository.directory, '+refs/heads/*:refs/heads/*'])
  return repositoryHandle(world, copy)
}

function runWorkflow(
  world: World,
  repository: Repository,
  {
    name,
    branch = repository.defaultBranch,
    event = 'pull_request',
    conclusion = 'success',
    by = 'ada',
    artifacts = {},
    keptDays = 90,
    sha,
    of,
  }: NewRun,
): number {
  const headRepository = (of && findRepository(world, of.name)) ?? repository
  const others = repository.workflowRuns
  const run = {
    id: world.ids.next('workflowRun'),
    number: others.length + 1,
    repository,
    headRepository,
    workflow: others.find((one) => one.name === name)?.workflow ?? others.length + 1,
    name,
    event,
    headSha: sha ?? branchTip(headRepository.directory, branch) ?? '',
    headBranch: branch,
    conclusion,
    actor: personNamed(world, by),
    createdAt: world.clock.iso(),
    artifacts: Object.entries(artifacts).map(([label, files]) => ({
      id: world.ids.next('artifact'),
      name: label,
      zip: Buffer.isBuffer(files) ? files : zip(files),
      createdAt: world.clock.now(),
      keptDays,
    })),
  }
  repository.workflowRuns.push(run)
  const payload = () => ({ workflow_run: workflowRunBody(world, run), workflow: workflowBody(world, run) })
  world.hooks.emit({ event: 'workflow_run', action: 'completed', repository, sender: run.actor, payload })
  return run.id
}
