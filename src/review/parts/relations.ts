import { filesOf } from '../material.ts'
import { relationComments } from '../relation-comments.ts'
import { type Touched, touchedBy } from '../relation-names.ts'
import { relationChanges, relationText } from '../relation-text.ts'
import type { Sharing } from '../sharing.ts'
import { type PartSource, partOf } from './source.ts'

/** What the files touch, before the change, each with what becomes of it. */
export const relations: PartSource = {
  name: 'relations',
  topics: ['ddl', 'diff', 'remedy'],
  rank: 3,
  most: 900,
  make(material, asked, sharing) {
    const touched = touchedBy(filesOf(material, asked)).filter(({ name }) => !sharing.isExcluded(name))
    return partOf('relations', [
      ...touched.flatMap((one) => linesOn(one, material.statistics[one.name], sharing)),
      ...touched.flatMap(({ before, after }) => commentsOn(before ?? after, sharing)),
    ])
  },
}

function linesOn(
  { before, after }: Touched,
  size: Parameters<typeof relationText>[2],
  sharing: Sharing,
): readonly string[] {
  const shown = before ?? after
  if (!shown || shown.kind === 'sequence') return []
  return [relationText(shown, sharing, size), ...relationChanges(before, after, sharing)]
}

function commentsOn(relation: Touched['before'], sharing: Sharing): readonly string[] {
  return relation ? relationComments(relation, sharing) : []
}
