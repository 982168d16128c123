import type { Block, Configuration, Resource } from './configuration.ts'
import { type Dependent, dependents } from './dependents.ts'
import { read } from './read.ts'
import type { Reader } from './readers.ts'
import { isMap, isUnknown, sameValue, type Value } from './value.ts'

/**
 * What of other configurations reads the outputs that one has, at head or at base: through `terraform_remote_state`, as far as both say
 * where the state is.
 */
export function outputReaders(
  sides: readonly Configuration[],
  others: readonly Configuration[],
): readonly Reader[] {
  const now = sides.find(({ settings }) => settings.length > 0) ?? sides[0]
  if (!now) return []
  const names = new Set(sides.flatMap(outputNames))
  const found = others
    .filter(({ root }) => root !== now.root)
    .flatMap((other) =>
      statesIn(other).map((state) => ({ other, state, is: readsStateOf(state, other, now) })),
    )
    .filter(({ is }) => is !== 'no')
    .flatMap(({ other, state, is }) =>
      [...names].flatMap((name) => readersOf(name, { state, other, certain: is === 'yes' })),
    )
  return once(found)
}

/** A configuration with several files of variables reads as often; what one of them settles is settled. */
function once(found: readonly Reader[]): readonly Reader[] {
  const byName = new Map<string, Reader>()
  for (const reader of found) {
    const key = JSON.stringify([reader.made, reader.by])
    if (reader.certain || !byName.has(key)) byName.set(key, reader)
  }
  return [...byName.values()]
}

const outputNames = ({ outputs }: Configuration) =>
  outputs.filter(({ module }) => module === '').map(({ name }) => name)

const statesIn = ({ resources }: Configuration) =>
  resources.filter(({ mode, resourceType }) => mode === 'data' && resourceType === 'terraform_remote_state')

interface Reading {
  readonly state: Resource
  readonly other: Configuration
  readonly certain: boolean
}

function readersOf(output: string, { state, other, certain }: Reading): readonly Reader[] {
  const found = dependents(other, `${state.declared}.outputs.${output}`)
  const isRead = other.references.has(`${state.declared}.outputs.${output}`)
  const ends: readonly Pick<Dependent, 'name' | 'place'>[] =
    found.length > 0 || !isRead ? found : [{ name: state.declared, place: state.header }]
  return ends.map(({ name, place }) => {
    const made = `output.${output}`
    const who = `${name} in ${other.root || '.'}`
    return { of: made, made, who, by: who, certain, place }
  })
}

/** What says where a state is, by the names that backends have for it. */
const whereabouts = [
  'bucket',
  'key',
  'prefix',
  'path',
  'storage_account_name',
  'container_name',
  'organization',
  'hostname',
  'address',
  'conn_str',
  'schema_name',
  'secret_suffix',
]

function readsStateOf(state: Resource, reader: Configuration, made: Configuration): 'yes' | 'no' | 'unknown' {
  const [backend] = made.settings.flatMap(({ blocks }) => blocks.filter(({ type }) => type === 'backend'))
  const kind = backend?.labels[0] ?? 'local'
  const { value } = read(state, 'backend')
  if (typeof value === 'string' && value !== kind) return 'no'
  const config = read(state, 'config').value
  if (typeof value !== 'string' || isUnknown(config)) return 'unknown'
  if (kind === 'local')
    return samePath(pathIn(reader, valueIn(config, 'path')), pathIn(made, own(backend, 'path')))
  return backend ? sameWhereabouts(backend, config) : 'unknown'
}

function sameWhereabouts(backend: Block, config: Value | undefined): 'yes' | 'no' | 'unknown' {
  const answers = whereabouts.flatMap((name) => {
    const [mine, theirs] = [own(backend, name), valueIn(config, name)]
    // What the code leaves out, a file or an argument of `init` says.
    if (mine === undefined && theirs === undefined) return []
    return [mine === undefined || theirs === undefined ? 'unknown' : sameValue(mine, theirs)]
  })
  if (answers.includes('no')) return 'no'
  return answers.length === 0 || answers.includes('unknown') ? 'unknown' : 'yes'
}

const own = (backend: Block | undefined, name: string) => backend?.attributes.get(name)?.value
const valueIn = (config: Value | undefined, name: string) => (isMap(config) ? config.get(name) : undefined)

/** A path of a state, from the top of the repository; undefined where it is not known. */
function pathIn({ root }: Configuration, path: Value | undefined): string | undefined {
  if (path !== undefined && typeof path !== 'string') return undefined
  const steps: string[] = []
  for (const step of `${root}/${path ?? 'terraform.tfstate'}`.split('/')) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}

const samePath = (one: string | undefined, other: string | undefined) =>
  one === undefined || other === undefined ? 'unknown' : one === other ? 'yes' : 'no'
