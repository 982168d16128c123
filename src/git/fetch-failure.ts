import { figure } from './limits.ts'

export interface FetchFailure {
  readonly ok: false
  readonly kind: 'unreachable' | 'refused' | 'missing' | 'too-large' | 'disk-full' | 'too-slow'
  /** What is wrong, one sentence. */
  readonly message: string
  readonly next: string
}

/** Thrown to stop a fetch that runs. */
export class Stopped extends Error {
  readonly failure: FetchFailure

  constructor(failure: FetchFailure) {
    super(failure.message)
    this.failure = failure
  }
}

export function failure(kind: FetchFailure['kind'], message: string): FetchFailure {
  return { ok: false, kind, message, next: nextSteps[kind] }
}

const nextSteps: Record<FetchFailure['kind'], string> = {
  unreachable: 'Sluice tries again by itself; if it stays so, look at the network and at the proxy.',
  refused: 'Check that the App is installed on this repository with Contents: read.',
  missing: 'Push again if the commit should be there; a deleted repository needs nothing.',
  'too-large': 'Keep large files out of the repository (Git LFS), or have SLUICE_FETCH_BYTES raised.',
  'disk-full': 'Give the cache directory more room.',
  'too-slow': 'Sluice tries again by itself; if it stays so, have SLUICE_FETCH_SECONDS raised.',
}

export const tooMuch = (bytes: number) =>
  failure('too-large', `The commits to fetch have more than ${figure(bytes)}; the fetch was stopped.`)

export const tooLong = (seconds: number) =>
  failure('too-slow', `The fetch did not finish within ${seconds} seconds and was stopped.`)

const meanings: readonly [RegExp, FetchFailure['kind'], string][] = [
  [/no space left|disk quota exceeded/i, 'disk-full', 'There is no room left in the cache directory.'],
  [
    /not our ref|remote ref|unadvertised object|remote did not send all/i,
    'missing',
    'A commit is not in the repository any more.',
  ],
  [/error: 404|not found/i, 'missing', 'There is no such repository, or it may not be seen.'],
  [
    /error: 40[13]|authentication failed|could not read username|access denied/i,
    'refused',
    'The repository may not be read with this token.',
  ],
  [/error: 30\d|redirect/i, 'refused', 'The address leads to another host; such redirects are not followed.'],
  [
    /low speed|operation too slow/i,
    'too-slow',
    'The repository was sent too slowly, and the fetch was stopped.',
  ],
]

/** What git's complaint comes to. What nobody foresaw is taken as trouble on the way, which is tried again. */
export function meaningOf(complaint: string): FetchFailure {
  const [, kind, message] = meanings.find(([words]) => words.test(complaint)) ?? []
  if (kind !== undefined && message !== undefined) return failure(kind, message)
  return failure('unreachable', `The repository could not be fetched: ${lastLine(complaint)}`)
}

/** Whether the repository here, not the one there, is what is wrong. */
export function isBroken(complaint: string): boolean {
  if (meaningOf(complaint).kind === 'disk-full') return false
  return /not a git repository|bad object|corrupt|invalid (object|pack|index)|loose object|unable to (create|read|parse)|shallow|packed-refs|bad config|missing (blob|tree|commit|object)|revision walk/i.test(
    complaint,
  )
}

function lastLine(complaint: string): string {
  const line = complaint.split('\n').filter(Boolean).at(-1) ?? 'git said nothing'
  const plain = line.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '?').replace(/\?[^\s'"]*/g, '')
  return plain.slice(0, 300)
}
