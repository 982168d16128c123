import type { Layout } from './layout.ts'
import type { Tree } from './tree.ts'

/** Names of files that the code of a directory may take in with `file()` and its like, by directory. */
export type Taken = ReadonlyMap<string, ReadonlySet<string>>

/** By the words of the code that look like names of files: which of them are read is known when they are. */
export function takenIn({ texts }: Tree, layout: Layout): Taken {
  return new Map(
    [...layout].map(([directory, { paths }]) => [
      directory,
      new Set(paths.flatMap((path) => namesIn(texts.get(path) ?? ''))),
    ]),
  )
}

function namesIn(text: string): readonly string[] {
  return /file|template/.test(text) ? (text.match(/[\w-][\w.-]*\.[\w-]+/g) ?? []) : []
}
