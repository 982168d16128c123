/** What the doors of this room answer: a value, or what is wrong and what to do about it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure }

export interface Failure {
  /** What is wrong, one sentence. */
  readonly message: string
  /** What the reader can do next. */
  readonly next: string
}

/** Thrown inside this room when reading cannot go on; the doors turn it into a `Failure`. */
export class CannotRead extends Error {
  readonly next: string

  constructor(message: string, next: string) {
    super(printable(message))
    this.next = printable(next)
  }
}

/** Runs the inside of a door: a `CannotRead` becomes a value, anything else is a bug and stays thrown. */
export async function asResult<T>(read: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await read() }
  } catch (error) {
    if (!(error instanceof CannotRead)) throw error
    return { ok: false, error: { message: error.message, next: error.next } }
  }
}

/** Names and git's own words come from a pull request: no control characters, no walls of text. */
function printable(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '?')
  return plain.length > 600 ? `${plain.slice(0, 600)}...` : plain
}
