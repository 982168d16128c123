import type { PlannedResource } from '../../../src/core/terraform/plan.ts'
import {
  isList,
  isMap,
  type Path,
  type Value,
  type ValueMap,
  valueAt,
} from '../../../src/core/terraform/value.ts'

/** Something that a lifecycle rule deletes earlier than before. */
export interface ShorterLife {
  readonly path: Path
  /** A clause: `expiration after 90 days, before 365`. */
  readonly text: string
}

interface Clock {
  readonly path: Path
  readonly name: string
}

interface Lifecycle {
  readonly rules: string
  readonly clocks: readonly Clock[]
  isActive(rule: ValueMap): boolean
}

const s3: readonly Clock[] = [
  { path: ['expiration', 0, 'days'], name: 'expiration' },
  {
    path: ['noncurrent_version_expiration', 0, 'noncurrent_days'],
    name: 'expiration of noncurrent versions',
  },
  { path: ['noncurrent_version_expiration', 0, 'days'], name: 'expiration of noncurrent versions' },
]

const lifecycles: Readonly<Record<string, Lifecycle>> = {
  aws_s3_bucket_lifecycle_configuration: {
    rules: 'rule',
    clocks: s3,
    isActive: (rule) => rule.get('status') !== 'Disabled',
  },
  aws_s3_bucket: { rules: 'lifecycle_rule', clocks: s3, isActive: (rule) => rule.get('enabled') !== false },
  google_storage_bucket: {
    rules: 'lifecycle_rule',
    clocks: [{ path: ['condition', 0, 'age'], name: 'deletion' }],
    isActive: (rule) => valueAt(rule, ['action', 0, 'type']) === 'Delete',
  },
}

/** What a bucket's lifecycle deletes earlier after a planned change, or at all; rules are known by their id, else by their place. */
export function shortenedLives({ type, before, after }: PlannedResource): readonly ShorterLife[] {
  const lifecycle = Object.hasOwn(lifecycles, type) ? lifecycles[type] : undefined
  if (!lifecycle) return []
  const was = rulesIn(before, lifecycle)
  return rulesIn(after, lifecycle).flatMap((rule, i) => {
    if (!rule || !lifecycle.isActive(rule)) return []
    const own = was.find((each) => each && rule.get('id') && each.get('id') === rule.get('id')) ?? was[i]
    return lifecycle.clocks.flatMap(({ path, name }): ShorterLife[] => {
      const days = valueAt(rule, path)
      const former = own && lifecycle.isActive(own) ? valueAt(own, path) : undefined
      if (typeof days !== 'number' || days <= 0) return []
      const isNew = typeof former !== 'number' || former <= 0
      if (!isNew && days >= former) return []
      const text = `${name} after ${days} days, before ${isNew ? 'never' : former}`
      return [{ path: [lifecycle.rules, i, ...path], text }]
    })
  })
}

function rulesIn(value: Value, { rules }: Lifecycle): readonly (ValueMap | undefined)[] {
  const list = valueAt(value, [rules])
  return isList(list) ? list.map((each) => (isMap(each) ? each : undefined)) : []
}
