import type { Topic } from '../../core/opinion.ts'
import { shortened } from '../../core/text.ts'
import type { Material } from '../material.ts'
import type { DossierPart, Question } from '../question.ts'
import type { Sharing } from '../sharing.ts'

/** What a part is made for. */
export type Asked = Pick<Question, 'topic' | 'remedy' | 'paths'>

/** One room's part of every dossier that it has something to say to. */
export interface PartSource {
  /** Kebab-case; the element's name. */
  readonly name: string
  readonly topics: readonly (Topic | 'remedy')[]
  /** What is cut last has the lowest. */
  readonly rank: number
  /** Tokens that it may take before others have had their share. */
  readonly most: number
  make(material: Material, asked: Asked, sharing: Sharing): DossierPart | undefined
}

export const everyTopic = ['ddl', 'diff', 'plan', 'remedy'] as const

/** No line takes so much that none beside it has room. */
const longestLine = 1500

/** A part of these lines; none of none. A name that holds an end of line stays on its line. */
export function partOf(name: string, lines: readonly string[]): DossierPart | undefined {
  if (lines.length === 0) return undefined
  return {
    name,
    text: lines.map((line) => shortened(line.replaceAll(/[\r\n]+/g, ' '), longestLine)).join('\n'),
  }
}
