import { type AlteredName, alteredName, linesNaming, wordsOf } from '../altered-names.ts'
import { fileHeading, rowText } from '../code-lines.ts'
import { isChange } from '../line-diff.ts'
import { filesOf, type Material, type SharedFile } from '../material.ts'
import { toldOf } from '../told.ts'
import { type Asked, type PartSource, partOf } from './source.ts'

const mostFiles = 8
/** Of one file. */
const mostLines = 8

/**
 * Changed lines of the pull request's other files that name what these files alter, or what those alter and these name: a default that goes
 * and the import that relied on it are asked about apart.
 */
export const elsewhere: PartSource = {
  name: 'elsewhere',
  topics: ['ddl', 'diff'],
  rank: 6,
  most: 400,
  make(material, asked, sharing) {
    const own = new Set(asked.paths)
    const everywhere = new Set(material.files.map(({ path }) => path))
    const told = toldOf(material.evaluation.changes, everywhere, sharing)
    const ours = told.filter(({ path }) => own.has(path)).flatMap(({ subject }) => alteredName(subject))
    const theirs = told.filter(({ path }) => !own.has(path)).flatMap(({ subject }) => alteredName(subject))
    const names = [...ours, ...namedBy(asked, theirs, material)]
    const sections = material.files
      .filter(({ path }) => !own.has(path))
      .map((file) => sectionOf(file, names))
      .filter((lines) => lines.length > 0)
    return partOf('elsewhere', sections.slice(0, mostFiles).flat())
  },
}

function namedBy(asked: Asked, names: readonly AlteredName[], material: Material): readonly AlteredName[] {
  const words = filesOf(material, asked).map(wordsOf)
  return names.filter(({ relation }) => words.some((each) => each.has(relation)))
}

/** With the file's heading; nothing where no line names any. */
function sectionOf(file: SharedFile, names: readonly AlteredName[]): readonly string[] {
  const rows = file.rows.filter(isChange)
  const texts = rows.map(
    ({ base, head }) =>
      (head === undefined ? file.shared.base[(base ?? 1) - 1] : file.shared.head[head - 1]) ?? '',
  )
  const found = linesNaming(texts, wordsOf(file), names)
  if (found.length === 0) return []
  const more = found.length > mostLines ? ['...'] : []
  const shown = found.slice(0, mostLines).flatMap((at) => rows[at] ?? [])
  return [fileHeading(file), ...shown.map((row) => rowText(file, row)), ...more]
}
