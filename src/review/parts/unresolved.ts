import { pathText } from '../code-lines.ts'
import { pathsAround, toldOf } from '../told.ts'
import { everyTopic, type PartSource, partOf } from './source.ts'

/** What nobody knows of the files: not read, not parsed, not determined. */
export const unresolved: PartSource = {
  name: 'unresolved',
  topics: everyTopic,
  rank: 7,
  most: 250,
  make(material, asked, sharing) {
    const { evaluation } = material
    const paths = pathsAround(material, asked)
    const unread = evaluation.coverage
      .filter(({ path, status }) => paths.has(path) && status !== 'evaluated')
      .map(({ path, status, reason = '' }) => {
        const what = status === 'partly' ? 'read in part' : 'rules did not read it'
        return `${pathText(path)}: ${what}: ${sharing.text(reason, 'prose')}`
      })
    const open = toldOf(evaluation.undetermined ?? [], paths, sharing).map(
      ({ path, lines, ruleId, reason }) =>
        `${pathText(path)}:${lines.startLine} ${ruleId} cannot tell: ${sharing.text(reason, 'prose')}`,
    )
    return partOf('unresolved', [...unread, ...open])
  },
}
