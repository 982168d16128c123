import type { ChangeValue } from '../../core/change.ts'
import { pathText } from '../code-lines.ts'
import { pathsAround, toldOf } from '../told.ts'
import { everyTopic, type PartSource, partOf } from './source.ts'

/** What the files do to the data, one fact a line; what a plan states is told with the plan. */
export const changes: PartSource = {
  name: 'changes',
  topics: everyTopic,
  rank: 4,
  most: 400,
  make: (material, asked, sharing) =>
    partOf(
      'changes',
      toldOf(material.evaluation.changes, pathsAround(material, asked), sharing)
        .filter(({ before, after }) => (after ?? before)?.planned !== true)
        .map(({ kind, subject, before, after, path, lines }) => {
          const values = [valueText(before), valueText(after)].map(
            (text) => text && sharing.text(text, 'prose'),
          )
          const [was, is] = values
          const what = was && is ? `: ${was} -> ${is}` : was ? `: was ${was}` : is ? `: ${is}` : ''
          return `${kind} ${subject.name}${what} (${pathText(path)}:${lines.startLine})`
        }),
    ),
}

function valueText(value: ChangeValue | undefined): string {
  if (!value) return ''
  return Object.entries(value)
    .map(([key, each]) => `${key} ${Array.isArray(each) ? `(${each.join(', ')})` : String(each)}`)
    .join(', ')
}
