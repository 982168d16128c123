import { namesAt, type Sides } from '../iam/policy-changes.ts'
import { firstUnknown, valueAt } from './value.ts'

export interface Admitted {
  readonly name: string
  /** A clause: `shares with EVIL.X now`. */
  readonly text: string
  /** Whether that is anybody, and not somebody by name. */
  readonly isEverybody: boolean
}

/** Who is given data of another account's now, or who may reach everything. */
export function partnersAdmitted({ type, before, after }: Sides): readonly Admitted[] {
  const way = ways.get(type)
  if (!way || firstUnknown(valueAt(before, [way.name]))) return []
  const had = namesAt(before, way.name)
  const added = namesAt(after, way.name).filter((each) => !had.includes(each))
  const all = added.filter((each) => each === way.everybody)
  const told = way.onlyEverybody ? all : added
  if (told.length === 0) return []
  return [
    { name: way.name, text: `${way.does} ${told.slice(0, 5).join(', ')} now`, isEverybody: all.length > 0 },
  ]
}

interface Way {
  readonly name: string
  readonly does: string
  readonly everybody?: string
  readonly onlyEverybody?: true
}

const shared: Way = { name: 'shared_accounts', does: 'shares with', everybody: 'all' }

const ways: ReadonlyMap<string, Way> = new Map([
  ['snowflake_share', { name: 'accounts', does: 'shares with' }],
  [
    'snowflake_storage_integration',
    { name: 'storage_allowed_locations', does: 'may read and write in', everybody: '*', onlyEverybody: true },
  ],
  ['aws_db_snapshot', shared],
  ['aws_db_cluster_snapshot', shared],
  ['aws_ami_launch_permission', { name: 'group', does: 'shares with', everybody: 'all' }],
])
