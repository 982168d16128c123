import { type Static, Type } from 'typebox'
import type { ModelFinding } from '../core/opinion.ts'
import { categories } from '../core/opinion.ts'

// The one source of what a model may answer: the schema that is sent with a request, the check of what comes back, and our types.

const strict = { additionalProperties: false }
const line = (description: string, maxLength: number) => Type.String({ description, maxLength })

export const candidateSchema = Type.Object(
  {
    category: Type.Enum([...categories]),
    severity: Type.Enum(['critical', 'high', 'medium', 'low']),
    confidence: Type.Enum(['high', 'medium', 'low']),
    path: line('The file, as the dossier names it.', 1000),
    line: Type.Integer({ description: 'The line at head where the quote starts.' }),
    quote: line(
      'Verbatim text of that file at head, one to five whole or partial lines, without line numbers.',
      2000,
    ),
    subject: line('The relation, relation.column or resource address it is about; empty if none.', 300),
    names: Type.Array(Type.String({ maxLength: 300 }), {
      description: 'Every relation, relation.column and resource address that the texts below rely on.',
      maxItems: 30,
    }),
    title: line('What is wrong, in one sentence.', 200),
    consequence: line('What happens because of it, concretely.', 600),
    fix: line('What to do.', 600),
    suggestion: Type.Union([
      line('What replaces the quote, if that alone is the whole fix.', 4000),
      Type.Null(),
    ]),
  },
  strict,
)

/** Something a model says, before code has looked at it. */
export type Candidate = Static<typeof candidateSchema>

export const findingsSchema = Type.Object({ findings: Type.Array(candidateSchema, { maxItems: 20 }) }, strict)

export const refutationSchema = Type.Object(
  {
    upheld: Type.Boolean({
      description: 'True only if the facts shown make the claim certain or very likely.',
    }),
    reason: line('The fact that decides it.', 400),
  },
  strict,
)

export const remedySchema = Type.Object(
  {
    title: line('What this does, in one sentence.', 200),
    files: Type.Array(
      Type.Object(
        { path: line('Where the file belongs.', 1000), text: Type.String({ maxLength: 40_000 }) },
        strict,
      ),
      { maxItems: 8 },
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
