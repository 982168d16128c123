import { fileHeading, headText } from '../code-lines.ts'
import { filesOf } from '../material.ts'
import { type PartSource, partOf } from './source.ts'

/** The whole file that a remedy is for. */
export const target: PartSource = {
  name: 'target',
  topics: ['remedy'],
  rank: 1,
  most: 4000,
  make: (material, asked) =>
    partOf(
      'target',
      filesOf(material, asked)
        .filter(({ head }) => head !== undefined)
        .flatMap((file) => [
          fileHeading(file),
          ...headText(file, { startLine: 1, endLine: file.shared.head.length }),
        ]),
    ),
}
