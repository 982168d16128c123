const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A path as git stores it, as text; bytes that are not UTF-8 are written `\xE9` so that no two paths become one. */
export function decodePath(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : escapedByte(byte))).join('')
  }
}

/** The order of git trees: by the bytes of the UTF-8 path, which differs from UTF-16 order outside the BMP. */
export function byteOrder(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}

function escapedByte(byte: number): string {
  return `\\x${byte.toString(16).toUpperCase()}`
}
