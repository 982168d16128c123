// What GitHub does when a suggestion is committed, written apart from the renderer: it takes nothing from src/.

/** The lines of a body's suggestion block. */
export function committed(body: string): string[] {
  const lines = body.split('\n')
  const open = lines.findIndex((line) => /^`{3,}suggestion$/.test(line))
  const fence = (lines[open] ?? '').replace('suggestion', '')
  const rest = lines.slice(open + 1)
  return rest.slice(
    0,
    rest.findIndex((line) => line.startsWith(fence) && /^`+\s*$/.test(line)),
  )
}

/** A file after a suggestion has been committed to it; the file keeps its line ends. */
export function edited(
  text: string,
  {
    startLine,
    endLine,
    body,
  }: { readonly startLine: number; readonly endLine: number; readonly body: string },
  end: string,
): string {
  const lines = text.split(end)
  lines.splice(startLine - 1, endLine - startLine + 1, ...committed(body))
  return lines.join(end)
}
