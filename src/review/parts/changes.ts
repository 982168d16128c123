import type { ChangeValue } from '../../core/change.ts'
import { pathText } from '../code-lines.ts'
import type { Sharing } from '../sharing.ts'
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
          const [was, is] = [valueText(before, sharing), valueText(after, sharing)]
          const what = was && is ? `: ${was} -> ${is}` : was ? `: was ${was}` : is ? `: ${is}` : ''
          const name = sharing.text(subject.name, subject.kind === 'resource' ? 'terraform' : 'sql')
          return `${kind} ${name}${what} (${pathText(path)}:${lines.startLine})`
        }),
    ),
}

function valueText(value: ChangeValue | undefined, sharing: Sharing): string {
  if (!value) return ''
  return Object.entries(value)
    .map(([key, each]) => {
      if (key === 'default' && typeof each === 'string') return `${key} ${defaultText(each, sharing)}`
      return `${key} ${sharing.text(Array.isArray(each) ? `(${each.join(', ')})` : String(each), 'prose')}`
    })
    .join(', ')
}

/** A change has a default's constant without its quotes, so that it looks like a word. */
function defaultText(value: string, sharing: Sharing): string {
  const isCode = /^[\w.]{1,128}\(\)$|^-?\d[\d.]*$|^(?:true|false|null)$/i.test(value)
  return sharing.text(isCode ? value : `'${value.replaceAll("'", "''")}'`, 'sql')
}
