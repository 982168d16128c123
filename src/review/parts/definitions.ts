import { LineMap } from '../../core/text.ts'
import type { Definition } from '../definition.ts'
import { definitionsAround } from '../definitions-around.ts'
import { linesAt } from '../lines.ts'
import { filesOf } from '../material.ts'
import { type Excerpt, excerptLines } from '../unchanged.ts'
import { type PartSource, partOf } from './source.ts'

const mostShown = 12

/** Views, triggers and functions of unchanged files that work on what the files alter or write, as they were made. */
export const definitions: PartSource = {
  name: 'definitions',
  topics: ['ddl', 'diff'],
  rank: 6,
  most: 500,
  make(material, asked, sharing) {
    const files = filesOf(material, asked).filter(({ head }) => head !== undefined)
    const found = files.flatMap(({ run, group, topic }) => {
      const place = { definitions: material.definitions, ...(topic === 'ddl' && { group }) }
      const isExcluded = (relation: string) => sharing.isExcluded(relation)
      return run ? definitionsAround(run, { ...place, isExcluded }) : []
    })
    const shown = [...new Set(found)].slice(0, mostShown)
    return partOf('definitions', excerptLines(shown.map(excerptOf), sharing))
  },
}

function excerptOf({ path, text, statement }: Definition): Excerpt {
  return { path, text, lines: linesAt(new LineMap(text), statement.range) }
}
