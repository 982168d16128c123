import { dependents as dependentsOn, displayName } from '../../core/catalog/lookup.ts'
import { filesOf } from '../material.ts'
import { touchedBy } from '../relation-names.ts'
import type { Sharing } from '../sharing.ts'
import { mayName } from '../told.ts'
import { type PartSource, partOf } from './source.ts'

const mostNamed = 20

/** Views, foreign keys, partitions and sequences that need what the files touch. */
export const dependents: PartSource = {
  name: 'dependents',
  topics: ['ddl', 'diff', 'remedy'],
  rank: 6,
  most: 300,
  make(material, asked, sharing) {
    const files = filesOf(material, asked)
    const catalog = files.find(({ run, head }) => run && head !== undefined)?.run?.before
    if (!catalog) return undefined
    const lines = touchedBy(files)
      .filter(({ name, before }) => before && !sharing.isExcluded(name))
      .flatMap(({ name }) => lineOn(name, namesOn(catalog, name, sharing)))
    return partOf('dependents', lines)
  },
}

function namesOn(catalog: Parameters<typeof dependentsOn>[0], name: string, sharing: Sharing): string[] {
  return dependentsOn(catalog, name)
    .filter(({ relation, name }) => mayName(relation ?? name, sharing) && mayName(name, sharing))
    .map(
      ({ kind, name: dependent, possible }) =>
        `${kind.replaceAll('-', ' ')} ${dependent}${possible ? ' (perhaps)' : ''}`,
    )
}

function lineOn(name: string, found: readonly string[]): readonly string[] {
  if (found.length === 0) return []
  const more = found.length > mostNamed ? ` and ${found.length - mostNamed} more` : ''
  return [`${displayName(name)}: ${found.slice(0, mostNamed).join(', ')}${more}`]
}
