import type { ChangeValue } from '../../core/change.ts'
import { pathText } from '../code-lines.ts'
import { toldOf } from '../told.ts'
import { everyTopic, type PartSource, partOf } from './source.ts'

/** What the files do to the data, one fact a line. */
export const changes: PartSource = {
  name: 'changes',
  topics: everyTopic,
  rank: 4,
  most: 400,
  make: ({ evaluation }, asked, sharing) =>
    partOf(
      'changes',
      toldOf(evaluation.changes, asked, sharing).map(({ kind, subject, before, after, path, lines }) => {
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
