import { shortened } from '../../core/text.ts'

/**
 * What a model wrote, as one line of plain text: no links, images, mentions, references, HTML and hidden characters. Placeholders such as
 * `<EMAIL_1>` stay. What is shown is escaped once more by whoever prints it.
 */
export function plainText(text: string, longest: number): string {
  let plain = once(text.slice(0, 8 * longest).toWellFormed())
  // What is left when something is taken out can be the very thing: `<<b>img>`. Every turn but the last makes it shorter.
  for (let next = once(plain); next !== plain; next = once(plain)) plain = next
  return shortened(plain, longest)
}

/** Controls, soft hyphens, zero-width and bidirectional characters, variation selectors, tags. */
const hidden = /[\p{Cc}\p{Cf}\p{DI}]/gu
const comment = /<!--|-->|<!\[CDATA\[|\]\]>/g
const element =
  /<\/?(?:a|abbr|audio|b|base|blockquote|body|br|button|center|code|details|div|dl|em|embed|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|math|meta|nav|object|ol|option|p|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|th|thead|title|tr|tt|u|ul|var|video)(?:[\s/][^<>]*)?>/gi
const inlineLink = /!?\[([^[\]]*)\]\([^()]*\)/g
const referenceLink = /!\[([^[\]]*)\]|\[([^[\]]*)\]\[[^[\]]*\]/g
const address =
  /(?<![a-z0-9])(?:(?:https?|ftp|file|data|javascript|mailto|vbscript):(?=\S)|www\.)[^\s<>`"')\]]*/gi
const mention = /(?<![\w`])@+(?=[\w-])/g
const reference = /(?<!\w)#(?=\d)|\bGH-(?=\d)/gi

function once(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(hidden, '')
    .replace(comment, ' ')
    .replace(element, ' ')
    .replace(inlineLink, '$1')
    .replace(referenceLink, '$1$2')
    .replace(address, '')
    .replace(mention, '')
    .replace(reference, '')
    .replace(/ {2,}/g, ' ')
    .trim()
}
