import type { Topic } from '../core/opinion.ts'
import { fileHeading, pathText } from './code-lines.ts'
import { hunkLines } from './hunks.ts'
import type { Material, SharedFile } from './material.ts'
import { wholeUnits } from './parts/statements.ts'
import type { Question } from './question.ts'
import { dangerOf, tierOf } from './rank.ts'
import { tokensIn } from './tokens.ts'

/** A question before its dossier is made. */
export type Draft = Pick<Question, 'id' | 'topic' | 'remedy' | 'title' | 'paths' | 'tier'>

/** Most questions of one change, remedies aside. */
const mostQuestions = 8
/** Tokens of code that a question takes more files for. */
const codeBudget = 3400
/** Files of one question: each brings facts beside its code. */
const mostFiles = 25

export interface Drafted {
  readonly drafts: readonly Draft[]
  /** What no question holds, and why, as phrases. */
  readonly notRead: readonly string[]
}

/** What is asked of a change: its files by topic and group, as many together as fit; the most dangerous first. */
export function draftQuestions(material: Material): Drafted {
  const gone = material.files.filter(({ head }) => head === undefined)
  const groups = Map.groupBy(material.files, ({ topic, group }) => JSON.stringify([topic, group]))
  const chunks = [...groups.values()].flatMap((files) => chunked(files, material))
  const asked = chunks.filter((files) => files.some(({ head }) => head !== undefined))
  const ranked = asked
    .map((files) => ({
      files,
      danger: dangerOf(
        material,
        files.map(({ path }) => path),
      ),
    }))
    .sort((one, other) => other.danger.weight - one.danger.weight)
  const left = ranked.slice(mostQuestions).flatMap(({ files }) => files)
  const read = new Set(ranked.slice(0, mostQuestions).flatMap(({ files }) => files))
  return {
    drafts: ranked.slice(0, mostQuestions).map(({ files }) => draftOf(files, material)),
    notRead: [
      ...left.map(
        ({ path }) => `${pathText(path)}: no more than ${mostQuestions} questions are asked of one change`,
      ),
      ...gone
        .filter((file) => !read.has(file) && !left.includes(file))
        .map(({ path }) => `${pathText(path)}: it is gone`),
    ],
  }
}

/** In their order, as many files as fit. */
function chunked(files: readonly SharedFile[], material: Material): readonly (readonly SharedFile[])[] {
  const chunks: SharedFile[][] = []
  let room = 0
  for (const file of files) {
    const tokens = tokensIn([fileHeading(file), ...hunkLines(file), ...wholeUnits(file, material)].join('\n'))
    if (chunks.length === 0 || tokens > room || chunks.at(-1)?.length === mostFiles) {
      chunks.push([])
      room = codeBudget
    }
    chunks.at(-1)?.push(file)
    room -= tokens
  }
  return chunks
}

function draftOf(files: readonly SharedFile[], material: Material): Draft {
  const paths = files.map(({ path }) => path)
  const [first] = files
  const topic: Topic = first?.topic ?? 'diff'
  return {
    id: `${topic}:${first?.path ?? ''}`,
    topic,
    title: titleOf(files),
    paths,
    tier: tierOf(material, paths),
  }
}

const nouns: Readonly<Record<Topic, string>> = { ddl: 'migrations', diff: 'files', plan: 'Terraform files' }

function titleOf(files: readonly SharedFile[]): string {
  const [first] = files
  if (!first) return ''
  if (files.length === 1) return pathText(first.path)
  return `${files.length} ${nouns[first.topic]} in ${pathText(first.group) || '.'}`
}
