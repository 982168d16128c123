import { pathText } from '../code-lines.ts'
import { toldOf } from '../told.ts'
import { everyTopic, type PartSource, partOf } from './source.ts'

/** What rules have reported of the files, so that nobody says it again; of a remedy what it is for. */
export const findings: PartSource = {
  name: 'findings',
  topics: everyTopic,
  rank: 2,
  most: 500,
  make: ({ evaluation }, asked, sharing) =>
    partOf(
      'findings',
      toldOf(evaluation.findings, asked, sharing)
        .filter(({ status }) => status !== 'fixed')
        .map(({ ruleId, status, enforcement, path, lines, message }) => {
          const what = status === 'introduced' ? enforcement : 'was there before'
          return `${pathText(path)}:${lines.startLine} ${ruleId} (${what}): ${sharing.text(message, 'prose')}`
        }),
    ),
}
