import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import {
  type Candidate,
  candidateSchema,
  limits,
  type RemedyAnswer,
  refutationSchema,
  remedySchema,
} from './answer.ts'
import { codeLines, fieldsOf, nameLine, oneLine, pathLine, quoteLines } from './tidy.ts'

// What a model answers is as hostile as what it was shown: bounded first, then tidied field by field, then held against the schema.

export interface ReadFindings {
  readonly candidates: readonly Candidate[]
  /** How many others were given that are no findings as they were asked for. */
  readonly malformed: number
  /** False: this has not the form of an answer, and does not say that nothing is wrong. */
  readonly isAnswer: boolean
}

/** Drops what is malformed one by one, so that one bad finding costs no other. Never throws. */
export function readFindings(value: unknown): ReadFindings {
  const list = fieldsOf(value).findings
  if (!Array.isArray(list)) return { candidates: [], malformed: 0, isAnswer: false }
  const candidates = list.slice(0, limits.findings).flatMap((one) => candidateOf(one) ?? [])
  return { candidates, malformed: list.length - candidates.length, isAnswer: true }
}

/** Undefined where the answer has not the form that was asked for; then nothing is upheld. */
export function readRefutation(value: unknown): Static<typeof refutationSchema> | undefined {
  const fields = fieldsOf(value)
  return fitting(refutationSchema, { ...fields, reason: oneLine(fields.reason, limits.reason) })
}

/** Undefined where the answer has not the form that was asked for, or more or longer files: one that is cut is no remedy. */
export function readRemedy(value: unknown): RemedyAnswer | undefined {
  const fields = fieldsOf(value)
  if (!Array.isArray(fields.files) || fields.files.length > limits.files) return undefined
  const files = fields.files.map((file: unknown) => {
    const { path, text, ...others } = fieldsOf(file)
    return { ...others, path: pathLine(path), text: codeLines(text) }
  })
  return fitting(remedySchema, { ...fields, title: oneLine(fields.title, limits.title), files })
}

function candidateOf(value: unknown): Candidate | undefined {
  const fields = fieldsOf(value)
  const candidate = fitting(candidateSchema, {
    ...fields,
    path: pathLine(fields.path),
    quote: quoteLines(fields.quote, limits.quote),
    subject: nameLine(fields.subject),
    names: Array.isArray(fields.names) ? fields.names.map(nameLine) : fields.names,
    title: oneLine(fields.title, limits.title),
    consequence: oneLine(fields.consequence, limits.prose),
    fix: oneLine(fields.fix, limits.prose),
    suggestion: suggestionOf(fields.suggestion),
  })
  return candidate?.title === '' || candidate?.quote.trim() === '' ? undefined : candidate
}

/** One that is too long is left out, and the finding stands without it. */
function suggestionOf(value: unknown): unknown {
  const text = codeLines(value)
  return typeof text === 'string' && text.length > limits.suggestion ? null : text
}

function fitting<S extends TSchema>(schema: S, value: unknown): Static<S> | undefined {
  return Value.Check(schema, value) ? (value as Static<S>) : undefined
}
