const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }

/** The text that a quoted literal stands for; undefined where an escape names no character. */
export function unescaped(written: string): string | undefined {
  let valid = true
  const text = withoutDoubledMarks(written).replace(
    /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|(.))/gsu,
    (_, short?: string, long?: string, letter?: string) => {
      const character = letter === undefined ? characterOf(short ?? long ?? '') : named[letter]
      valid &&= character !== undefined
      return character ?? ''
    },
  )
  return valid ? text : undefined
}

/** `$${` stands for `${`, `%%{` for `%{`. */
export function withoutDoubledMarks(written: string): string {
  return written.replace(/([$%])\1\{/g, '$1{')
}

function characterOf(digits: string): string | undefined {
  const code = Number.parseInt(digits, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
