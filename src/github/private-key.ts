import { createPrivateKey } from 'node:crypto'

/** An App's private key as PEM, from PEM with real or written-out line ends, or from base64 of it. Throws words when it is none. */
export function privateKeyOf(given: string): string {
  const text = given.trim().replaceAll('\\n', '\n')
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString().trim()
  if (isRsaKey(pem)) return `${pem}\n`
  throw new Error(
    'This is no RSA private key. Give the .pem file of the App: as it is, with \\n for its line ends, or in base64.',
  )
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
