import { filesOf } from '../material.ts'
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
  make: (material, asked, sharing) =>
    partOf(
      'relations',
      touchedBy(filesOf(material, asked))
        .filter(({ name }) => !sharing.isExcluded(name))
        .flatMap((touched) => linesOn(touched, material.statistics[touched.name], sharing)),
    ),
}

function linesOn(
  { before, after }: Touched,
  size: Parameters<typeof relationText>[2],
  sharing: Sharing,
): readonly string[] {
  const share = (sql: string) => sharing.text(sql, 'sql').replaceAll(/[\r\n]+/g, ' ')
  const shown = before ?? after
  if (!shown || shown.kind === 'sequence') return []
  return [relationText(shown, share, size), ...relationChanges(before, after, share)]
}
