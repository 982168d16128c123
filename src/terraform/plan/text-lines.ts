/** A line of a plan's text: the sign before it, what follows. */
export interface TextLine {
  /** `+`, `-`, `~`, `-/+`, `+/-`, `<=`, `.`; empty where there is none. */
  readonly sign: string
  readonly content: string
  /** As it stands, without what a terminal or a log put there. */
  readonly raw: string
}

/** The lines of a pasted plan, without colours, time stamps and the frames of warnings. */
export function textLines(text: string): readonly TextLine[] {
  return text.split('\n').map((line) => {
    const raw = cleaned(line)
    const trimmed = raw.trim()
    const [, sign = '', content = trimmed] = /^(-\/\+|\+\/-|<=|[+\-~.!])[ \t]+(.*)$/s.exec(trimmed) ?? []
    return { sign: sign === '!' ? '~' : sign, content: content.trimStart(), raw }
  })
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of terminals begin with one
const colours = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g
const stamp = /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?|\[?\d\d:\d\d:\d\d(?:\.\d{1,9})?\]?) ?/
const frame = /^[│╷╵] ?/

function cleaned(line: string): string {
  return line.replace(colours, '').replace(stamp, '').replace(frame, '').trimEnd()
}
