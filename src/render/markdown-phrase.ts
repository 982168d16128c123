import { code, inert } from './escape.ts'
import { type Phrase, written } from './phrase.ts'
import { clip } from './visible.ts'

/** A phrase as inert markdown. */
export const sentence = (phrase: Phrase) => written(phrase, writer)

const writer = {
  strong: (words: string) => `**${words}**`,
  code: (text: string) => code(clip(text, 150)),
  text: (text: string) => inert(clip(text, 300)),
}
