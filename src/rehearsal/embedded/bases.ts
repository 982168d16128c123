import type { RehearsalRequest } from '../../core/rehearsal.ts'
import { shippedPristine } from '../pristine.ts'
import { baseExtensions, baseKey, pristineKey } from './key.ts'
import type { Opening, Order } from './orders.ts'
import type { Snapshots } from './snapshots.ts'
import type { Stages } from './stages.ts'

export interface Bases {
  readonly snapshots: Snapshots
  readonly stages: Stages
  /** For building one. */
  readonly seconds: number
}

export type Base =
  | { readonly key: string; readonly packed: Uint8Array }
  /** Why it could not be built, as a clause. */
  | { readonly stopped: string }

/** The database that the merged files of a request build, from where it is kept. What is to be rehearsed on it has no part in it. */
export async function baseFor(request: RehearsalRequest, bases: Bases): Promise<Base> {
  const key = baseKey(request)
  const kept = await bases.snapshots.read(key)
  if (kept) return { key, packed: kept }
  const snapshot = await pristine(bases)
  if ('stopped' in snapshot) return snapshot
  const opening = { snapshot: snapshot.packed, extensions: baseExtensions(request) }
  const { tool, base } = request
  return made(key, { opening, build: { tool, base } }, bases)
}

/** A new cluster, which takes seconds to make: it comes with the package, or is made once. */
async function pristine(bases: Bases): Promise<Base> {
  const key = pristineKey
  const kept = (await shippedPristine.read(key)) ?? (await bases.snapshots.read(key))
  return kept ? { key, packed: kept } : made(key, { opening: { extensions: [] }, build: 'nothing' }, bases)
}

interface Making {
  readonly opening: Omit<Opening, 'purpose'>
  readonly build: Extract<Order, { build: unknown }>['build']
}

function made(key: string, { opening, build }: Making, { stages, snapshots, seconds }: Bases): Promise<Base> {
  return stages.with(async (stage): Promise<Base> => {
    const opened = await stage.perform({ open: { ...opening, purpose: 'build' }, seconds })
    if ('stopped' in opened) return opened
    const done = await stage.perform({ build, seconds })
    if ('stopped' in done) return done
    if (!('built' in done)) throw new Error('A stage that was to build a base did something else.')
    await snapshots.write(key, done.built)
    return { key, packed: done.built }
  })
}
