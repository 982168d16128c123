import { oneLine, splitFences, visible } from './visible.ts'

// How text from a pull request becomes HTML that does nothing.

/** Backtick spans and fenced blocks become code, line feeds stay; all else is text. */
export function prose(text: string): string {
  return splitFences(text)
    .map(({ text: chunk, language }) =>
      language === undefined ? spans(chunk) : `<pre>${asText(visible(chunk))}</pre>`,
    )
    .join('')
}

function spans(text: string): string {
  const parts = visible(text).split(/`([^`]+)`/)
  return parts.map((part, i) => (i % 2 === 1 ? code(part) : asText(part).replaceAll('\n', '<br>'))).join('')
}

export function code(text: string): string {
  return `<code>${asText(oneLine(text))}</code>`
}

export function asText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
