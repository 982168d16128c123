import type { NewJob } from '../store/jobs.ts'
import type {
  AskTask,
  DecideTask,
  InstallationTask,
  MergeGroupTask,
  RepositoryTask,
  ReviewTask,
  SweepTask,
} from './task.ts'

/** One pull request at a time, whatever is to be done with it. */
export const pullLane = (repository: number, number: number) => `pull/${repository}/${number}`

/** A review to come. Of several that wait for one pull request the latest view of it stays. */
export function newReview(task: Omit<ReviewTask, 'kind'>): NewJob {
  const { repository, pull } = task
  return {
    kind: 'review',
    lane: pullLane(repository.id, pull.number),
    installation: repository.installation,
    payload: { kind: 'review', ...task } satisfies ReviewTask,
    mergeKey: 'review',
    stamp: pull.updatedAt,
  }
}

export function newDecide({ repository, pull }: Omit<DecideTask, 'kind'>): NewJob {
  return {
    kind: 'decide',
    lane: pullLane(repository.id, pull.number),
    installation: repository.installation,
    payload: { kind: 'decide', repository, pull } satisfies DecideTask,
    mergeKey: 'decide',
    stamp: pull.updatedAt,
  }
}

/**
 * A question to the model, in a lane of its own: nothing of the gate waits for it. Of several that wait the one about the latest head stays;
 * one that somebody asked for stays beside it.
 */
export function newAsk(task: Omit<AskTask, 'kind'>, delayMs = 0): NewJob {
  const { repository, pull, request } = task
  return {
    kind: 'ask',
    lane: `opinion/${repository.id}/${pull.number}`,
    installation: repository.installation,
    payload: { kind: 'ask', ...task } satisfies AskTask,
    mergeKey: request === 'head' ? 'ask' : 'ask again',
    stamp: pull.updatedAt,
    delayMs,
  }
}

export function newMergeGroup(task: Omit<MergeGroupTask, 'kind'>): NewJob {
  const { repository, head } = task
  return {
    kind: 'merge-group',
    lane: `group/${repository.id}/${head}`,
    installation: repository.installation,
    payload: { ...task, kind: 'merge-group' } satisfies MergeGroupTask,
  }
}

export function newRepositoryLook(task: Omit<RepositoryTask, 'kind'>): NewJob {
  const { repository, request = '' } = task
  return {
    kind: 'repository',
    lane: `repository/${repository.id}`,
    installation: repository.installation,
    payload: { kind: 'repository', ...task } satisfies RepositoryTask,
    mergeKey: request === '' ? 'look' : `again ${request}`,
    priority: 10,
  }
}

export function newInstallationLook(installation: number): NewJob {
  const payload = { kind: 'installation', installation } satisfies InstallationTask
  const lane = `installation/${installation}`
  return { kind: 'installation', lane, installation, payload, mergeKey: 'look', priority: 10 }
}

export function newSweep(): NewJob {
  const payload = { kind: 'sweep' } satisfies SweepTask
  return { kind: 'sweep', lane: 'sweep', installation: 0, payload, mergeKey: 'sweep', priority: 20 }
}
