import { oneLine, splitFences, visible } from './visible.ts'

// How text from a pull request becomes GitHub markdown that does nothing. Everything that could be markup is written as
// a character reference: it can never be structure, in a paragraph, a table cell or an HTML block alike (CommonMark 2.5).
// GitHub looks for mentions, issue numbers and addresses after that, in the rendered text; a zero-width space ends those.

const autolink = '@|#(?=\\d)|GH-(?=\\d)|:(?=//)|:(?=[\\w+-]+:)|www(?=\\.)'
const markup = '[&<>`*[\\]\\\\|~$"^]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])|^[#+=:-]|(?<=^\\d+)[.)]'
const active = new RegExp(`(?<link>${autolink})|${markup}`, 'giu')
const breaker = '&#8203;'

/** Text as one line of inert markdown. */
export function inert(text: string): string {
  return inertLine(oneLine(text))
}

/** Text as code, on one line; markup that a backtick span or a table cell cannot hold becomes an HTML code element. */
export function code(text: string): string {
  const line = oneLine(text)
  if (line === '') return '<code> </code>'
  return /[`|\\]/.test(line) ? `<code>${inertLine(line)}</code>` : `\`${line}\``
}

/** Lines as a fenced block; the fence is longer than any run of backticks inside. */
export function fenced(text: string, language: string): string {
  const body = visible(text)
  const longest = Math.max(2, ...[...body.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${body}\n${fence}`
}

/**
 * Prose of rules and messages: backtick spans stay code, and what bears one of the names becomes code; all else is inert.
 * Nothing in it is trusted, whoever wrote it.
 */
export function prose(text: string, names: readonly string[] = []): string {
  const known = names.filter((name) => name !== '')
  const parts = oneLine(text).split(/`([^`]+)`/)
  return parts.map((part, i) => (i % 2 === 1 ? code(part) : naming(part, known, i === 0))).join('')
}

/** Prose of several lines: numbered and dashed lines stay a list, fenced lines stay code. */
export function paragraphs(text: string): string {
  return splitFences(text)
    .map(({ text: chunk, language }) =>
      language === undefined ? listed(chunk) : fenced(chunk, language || 'sql'),
    )
    .filter((chunk) => chunk !== '')
    .join('\n')
}

/** A link to an address of our own. */
export function link(text: string, address: string | undefined): string {
  if (address === undefined) return text
  return `[${text}](${encodeURI(address.toWellFormed()).replace(/[()'"<>]/g, encodeURIComponentStrict)})`
}

/** One empty line stays where there was one or more: it ends a list. */
function listed(text: string): string {
  return text
    .trim()
    .split('\n')
    .map(listedLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
}

function listedLine(line: string): string {
  const [, marker = '', rest = ''] = /^\s*((?:\d{1,3}\.|-) (?=\s*\S))?(.*)$/s.exec(line) ?? []
  return marker + prose(rest)
}

function naming(text: string, names: readonly string[], leads: boolean): string {
  const parts = names.length > 0 ? text.split(named(names)) : [text]
  return parts
    .map((part, i) => (i % 2 === 1 ? code(part) : leads && i === 0 ? inertLine(part) : inertInside(part)))
    .join('')
}

/** A name where it stands as a word of its own. */
function named(names: readonly string[]): RegExp {
  // The longest first: an address with its key holds the one without.
  const longest = names.toSorted((one, other) => other.length - one.length)
  const choices = longest.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  return new RegExp(`(?<![\\w.])(${choices.join('|')})(?!\\w|\\.\\w)`, 'gu')
}

/** A part that does not begin a line needs no care for what is markup only there. */
function inertInside(text: string): string {
  return inertLine(` ${text}`).slice(1)
}

function inertLine(line: string): string {
  return line.replace(active, (match, linking: string | undefined) =>
    linking === undefined ? `&#${match.codePointAt(0)};` : match + breaker,
  )
}

function encodeURIComponentStrict(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
