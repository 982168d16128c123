import { asText, code } from './html-text.ts'
import { type Phrase, written } from './phrase.ts'
import { oneLine } from './visible.ts'

/** A phrase as HTML that does nothing. */
export const sentence = (phrase: Phrase) => written(phrase, writer)

const writer = {
  strong: (words: string) => `<b>${words}</b>`,
  code,
  text: (text: string) => asText(oneLine(text)),
}
