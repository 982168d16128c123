import { type Phrase, written } from './phrase.ts'
import { clip, oneLine } from './visible.ts'

/** A phrase as text that cannot act on a terminal. */
export const sentence = (phrase: Phrase) => written(phrase, writer)

const writer = {
  strong: (words: string) => words,
  code: (text: string) => oneLine(clip(text, 150)),
  text: (text: string) => oneLine(clip(text, 300)),
}
