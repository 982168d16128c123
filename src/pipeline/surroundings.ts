import type { PartialReason } from '../core/catalog.ts'
import type { Surroundings } from '../core/failure.ts'
import type { RehearsalRequest } from '../core/rehearsal.ts'
import type { Model } from './model.ts'
import type { SideDocuments } from './read.ts'
import type { Survey } from './survey.ts'

/** What the repository says around a rehearsal: the files as they were read, and what lies outside its history. */
export function surroundings(
  { history, base: merged, files }: RehearsalRequest,
  { survey, model }: { readonly survey: Survey; readonly model: Model },
  { base, head }: { readonly base: SideDocuments; readonly head: SideDocuments },
): Surroundings {
  const own = new Set([...merged, ...files.map(({ up }) => up)].map(({ path }) => path))
  return {
    document: (path) => head.documents.get(path),
    merged: merged.map(({ path }) => base.documents.get(path)).filter((document) => document !== undefined),
    version: (path) => survey.versions.at(path),
    gaps: (path) => gapsBefore(path, model).filter((gap) => !own.has(gap.path)),
    makerElsewhere(name) {
      const makes = makerOf(name)
      for (const [path, file] of survey.head.tree.files) {
        const isOwn = own.has(path) || survey.head.members.get(path)?.history.root === history
        if (!isOwn && file.kind === 'text' && /\.sql$/i.test(path) && makes.test(file.text)) return path
      }
      return undefined
    },
  }
}

function gapsBefore(path: string, { head }: Model): readonly PartialReason[] {
  return head.get(path)?.before.partial ?? []
}

/** Read as text: other histories are not parsed for this review, and where in doubt the failure proves nothing. */
function makerOf(name: string): RegExp {
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`\\b(?:create|rename\\s+to)\\b[^;(]{1,200}?(?<![\\w$])${word}(?![\\w$])`, 'i')
}
