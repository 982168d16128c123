/** How this server counts: four bytes are a token, and a rest is one more. Not how Claude counts; the same for everybody who asks. */
const bytesPerToken = 4

export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken)
}

/** The beginning of a text that has at most this many tokens. */
export function cutTo(text: string, tokens: number): string {
  return Buffer.from(text)
    .subarray(0, tokens * bytesPerToken)
    .toString()
    .replace(/\uFFFD+$/, '')
}
