import { cutBytes, cutCharacters, cutOutput } from './cut.ts'

export interface CheckAnnotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly start_column?: number
  readonly end_column?: number
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly message: string
  readonly title?: string
  readonly raw_details?: string
}

export interface CheckOutput {
  readonly title: string
  readonly summary: string
  readonly text?: string
  readonly annotations?: readonly CheckAnnotation[]
}

/** Most annotations of one request; those of later ones are added to them. */
export const perRequest = 50

/** As GitHub takes it. */
export function outputOf({ title, summary, text, annotations = [] }: CheckOutput) {
  return {
    title: cutCharacters(title, 255),
    summary: cutOutput(summary),
    ...(text !== undefined && text !== '' && { text: cutOutput(text) }),
    ...(annotations.length > 0 && { annotations: annotations.map(fitting) }),
  }
}

const longestMessage = 65_000

function fitting(annotation: CheckAnnotation): CheckAnnotation {
  const { title, raw_details, start_column, end_column, ...rest } = annotation
  const isOneLine = rest.start_line === rest.end_line
  return {
    ...rest,
    message: cutBytes(rest.message, longestMessage),
    ...(title !== undefined && { title: cutCharacters(title, 255) }),
    ...(raw_details !== undefined && { raw_details: cutBytes(raw_details, longestMessage) }),
    // GitHub refuses columns on several lines.
    ...(isOneLine && start_column !== undefined && { start_column }),
    ...(isOneLine && end_column !== undefined && { end_column }),
  }
}
