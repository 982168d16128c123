// Scripts and symbols that terminals draw two cells wide (Unicode East Asian Width W and F, and emoji).
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Tangut}\p{Emoji_Presentation}\u3000-\u303e\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6]/u
const combining = /[\p{Mn}\p{Me}]/u
const plain = /^[ -~]*$/

/** How many cells of a terminal a text takes; the text holds no escape sequences. */
export function cells(text: string): number {
  if (plain.test(text)) return text.length
  let sum = 0
  for (const character of text) sum += combining.test(character) ? 0 : wide.test(character) ? 2 : 1
  return sum
}

/** The text followed by blanks up to a width. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)))
}

/** Lines of at most `width` cells, broken at blanks; a word that is longer stays whole, so that it can be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && cells(line) + 1 + cells(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
