/**
 * SHA-256 (FIPS 180-4) of a text's UTF-16 units, little-endian, as 64 hex digits. Written out because the core imports nothing;
 * a cryptographic hash because a stranger who can make two statements collide can pass a new hazard off as an old one.
 */
export function sha256(text: string): string {
  const block = new Int32Array(64)
  const state = Int32Array.from(initial)
  const words = paddedWords(text)
  for (let start = 0; start < words.length; start += 16) {
    block.set(words.subarray(start, start + 16))
    compress(state, block)
  }
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function paddedWords(text: string): Int32Array {
  const length = text.length * 2
  const words = new Int32Array(((length + 8) >> 6) * 16 + 16)
  const put = (index: number, byte: number) => {
    words[index >> 2] = (words[index >> 2] ?? 0) | (byte << (24 - (index & 3) * 8))
  }
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    put(i * 2, unit & 255)
    put(i * 2 + 1, unit >> 8)
  }
  put(length, 128)
  words[words.length - 2] = Math.floor(length / 2 ** 29)
  words[words.length - 1] = length << 3
  return words
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by))

function compress(state: Int32Array, w: Int32Array): void {
  for (let i = 16; i < 64; i++) {
    const [early, late] = [w[i - 15] ?? 0, w[i - 2] ?? 0]
    const small0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
    const small1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
    w[i] = (w[i - 16] ?? 0) + small0 + (w[i - 7] ?? 0) + small1
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let i = 0; i < 64; i++) {
    const big1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
    const one = (h + big1 + ((e & f) ^ (~e & g)) + (rounds[i] ?? 0) + (w[i] ?? 0)) | 0
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + two) | 0
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word
}

const primes = firstPrimes(64)
/** The first 32 bits of the fractions of the primes' square and cube roots (FIPS 180-4, 4.2.2 and 5.3.3). */
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))
const rounds = primes.map((prime) => fraction(Math.cbrt(prime)))

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32) | 0
}

function firstPrimes(count: number): readonly number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  }
  return found
}
