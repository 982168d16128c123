import { pathText } from '../code-lines.ts'
import { findingsOf, pathsAround, toldOf } from '../told.ts'
import { everyTopic, type PartSource, partOf } from './source.ts'

/** What rules have reported of the files, so that nobody says it again; of a remedy what it is for. */
export const findings: PartSource = {
  name: 'findings',
  topics: everyTopic,
  rank: 2,
  most: 500,
  make: (material, asked, sharing) =>
    partOf(
      'findings',
      toldOf(findingsOf(material), pathsAround(material, asked), sharing)
        .filter(({ path, status }) => status === 'introduced' || asked.paths.includes(path))
        .map(({ ruleId, status, enforcement, path, lines, message }) => {
          const what = status === 'introduced' ? enforcement : 'was there before'
          return `${pathText(path)}:${lines.startLine} ${ruleId} (${what}): ${sharing.text(message, 'prose')}`
        }),
    ),
}
