import { pathText } from '../code-lines.ts'
import { mayName } from '../told.ts'
import { type PartSource, partOf } from './source.ts'

/** What earlier heads were told of the files, and what people said to it. */
export const earlier: PartSource = {
  name: 'earlier',
  topics: ['ddl', 'diff', 'plan'],
  rank: 5,
  most: 400,
  make({ memory }, { paths }, sharing) {
    const asked = new Set(paths)
    const lines = memory.earlier
      .filter(({ path, state, subject }) => asked.has(path) && state !== 'fixed' && mayName(subject, sharing))
      .map(({ path, category, state, title, reason }) => {
        const answer = reason === undefined ? '' : `; they said: ${sharing.text(reason, 'prose')}`
        return `${pathText(path)} ${category} (${state}): ${sharing.text(title, 'prose')}${answer}`
      })
    return partOf('earlier', lines)
  },
}
