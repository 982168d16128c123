// How text that nobody vouches for is written into a request so that it can neither end its element nor begin another, and how what a model
// copies of it is turned back.

/** Of a request's own elements, and those in which models are used to find orders, answers of tools and turns of a conversation. */
const names = [
  ...[
    'files',
    'hunks',
    'statements',
    'relations',
    'dependents',
    'changes',
    'rehearsal',
    'plan',
    'properties',
    'neighbours',
    'definitions',
    'related',
    'elsewhere',
  ],
  ...['findings', 'earlier', 'unresolved', 'cut', 'project', 'claim', 'target', 'question', 'task', 'answer'],
  ...['system', 'user', 'human', 'assistant', 'developer', 'operator', 'instructions?', 'prompt', 'thinking'],
  ...['tools?', 'tool_use', 'tool_results?', 'function_calls?', 'function_results?', 'invoke', 'antml'],
]
const gap = '[\\s\\p{Cf}]{0,8}'
/** A `<` that begins what looks like an element of ours, or ends one of anybody's; or the character that stands for it. */
const risky = new RegExp(`‹|<(?=${gap}/|${gap}(?:${names.join('|')})(?![a-z0-9]))`, 'giu')

/** Text for the inside of an element. Nothing else changes, so that code stays what it is. */
export function escapeText(text: string): string {
  return text.replace(risky, (found) => (found === '‹' ? '‹‹' : '‹'))
}

/** What a model copied from an element, as it is in the file. */
export function unescapeQuote(text: string): string {
  return text.replace(/‹‹?/g, (found) => (found === '‹' ? '<' : '‹'))
}

/** What could be taken for structure, and what a reader cannot see or tell from a space. */
const odd = /(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\\"'`<>‹&]/gu

/** A name for an attribute or a line of a list: on one line, without quotes, brackets and hidden characters. */
export function escapeName(name: string): string {
  return name.replace(odd, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

/** A name that a model copied, as it is. */
export function unescapeName(name: string): string {
  return name.replace(/\\u\{([0-9a-f]{1,6})\}/g, (written, digits: string) => {
    const point = Number.parseInt(digits, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : written
  })
}
