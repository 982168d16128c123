import { fileHeading } from '../code-lines.ts'
import { hunkLines } from '../hunks.ts'
import { filesOf } from '../material.ts'
import { type PartSource, partOf } from './source.ts'

/** What changed, file by file. */
export const hunks: PartSource = {
  name: 'hunks',
  topics: ['ddl', 'diff', 'plan'],
  rank: 1,
  most: 2600,
  make: (material, asked) =>
    partOf(
      'hunks',
      filesOf(material, asked).flatMap((file) => [fileHeading(file), ...hunkLines(file)]),
    ),
}
