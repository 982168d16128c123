import { type Static, Type } from 'typebox'
import type { ModelFinding } from '../core/opinion.ts'
import { categories } from '../core/opinion.ts'

// The one source of what a model may answer: the schema that is sent with a request, the check of what comes back, and our types.

/** Characters of a text, or entries of a list, at most. */
export const limits = {
  findings: 8,
  path: 1000,
  quote: 2000,
  name: 300,
  names: 30,
  title: 200,
  prose: 600,
  suggestion: 4000,
  reason: 400,
  files: 8,
  file: 40_000,
} as const

const strict = { additionalProperties: false }
const line = (description: string, maxLength: number) => Type.String({ description, maxLength })

/** A model writes fields in this order: first what it has seen, then what follows from it, then what that weighs. */
export const candidateSchema = Type.Object(
  {
    path: line('The file, as `files` lists it.', limits.path),
    line: Type.Integer({ description: 'The line at head where the quote starts.' }),
    quote: line(
      'Verbatim text of that file at head, one to five whole or partial lines, without line numbers.',
      limits.quote,
    ),
    subject: line(
      'The relation, relation.column or resource address it is about; empty if none.',
      limits.name,
    ),
    names: Type.Array(Type.String({ maxLength: limits.name }), {
      description: 'Every relation, relation.column and resource address that the texts below rely on.',
      maxItems: limits.names,
    }),
    title: line('What is wrong, in one sentence.', limits.title),
    consequence: line('What happens because of it, concretely.', limits.prose),
    fix: line('What to do.', limits.prose),
    suggestion: Type.Union([
      line('What replaces the quote, if that alone is the whole fix.', limits.suggestion),
      Type.Null(),
    ]),
    category: Type.Enum([...categories]),
    severity: Type.Enum(['critical', 'high', 'medium', 'low']),
    confidence: Type.Enum(['high', 'medium', 'low']),
  },
  strict,
)

/** Something a model says, before code has looked at it. */
export type Candidate = Static<typeof candidateSchema>

export const findingsSchema = Type.Object(
  { findings: Type.Array(candidateSchema, { maxItems: limits.findings }) },
  strict,
)

export const refutationSchema = Type.Object(
  {
    upheld: Type.Boolean({
      description: 'True only if the facts shown make the claim certain or very likely.',
    }),
    reason: line('The fact that decides it.', limits.reason),
  },
  strict,
)

export const remedySchema = Type.Object(
  {
    title: line('What this does, in one sentence.', limits.title),
    files: Type.Array(
      Type.Object(
        { path: line('Where the file belongs.', limits.path), text: Type.String({ maxLength: limits.file }) },
        strict,
      ),
      { maxItems: limits.files },
    ),
  },
  strict,
)
export type RemedyAnswer = Static<typeof remedySchema>

/** A candidate that code has held against the change and found true to it. What it suggests is still to be tried. */
export type Verified = Omit<
  ModelFinding,
  'number' | 'enforcement' | 'status' | 'dismissedBy' | 'suggestion'
> & { readonly suggested?: string }
