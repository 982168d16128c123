import { fileHeading } from '../code-lines.ts'
import { linesOf } from '../lines.ts'
import { filesOf } from '../material.ts'
import { type PartSource, partOf } from './source.ts'

/** YAML that the change leaves alone and that describes its models. */
export const properties: PartSource = {
  name: 'properties',
  topics: ['diff'],
  rank: 6,
  most: 700,
  make(material, asked, sharing) {
    const beside = new Map(
      filesOf(material, asked).flatMap((file) => file.beside.map(({ path, text }) => [path, text] as const)),
    )
    const lines = [...beside].flatMap(([path, text]) => {
      const shared = sharing.file('head', path, text)
      return shared === undefined ? [] : [fileHeading({ path, status: 'unchanged' }), ...linesOf(shared)]
    })
    return partOf('properties', lines)
  },
}
