import { createPrivateKey } from 'node:crypto'
import type { Settings } from './settings.ts'

/** The App's private key as PEM; undefined after the problem was told. */
export function privateKeyIn(settings: Settings, read: (path: string) => string): string | undefined {
  const [inline, path] = [settings.text('PRIVATE_KEY'), settings.text('PRIVATE_KEY_PATH')]
  if (inline !== undefined && path !== undefined) {
    settings.problems.push('PRIVATE_KEY and PRIVATE_KEY_PATH are both set. Keep one of them.')
    return undefined
  }
  if (inline !== undefined) return keyFrom(inline, 'PRIVATE_KEY', settings)
  if (path !== undefined) return keyInFile(path, read, settings)
  settings.problems.push(
    'PRIVATE_KEY is missing. Set it to the private key of the App (a .pem file from its settings page), or PRIVATE_KEY_PATH to the file; `sluice setup` makes an App and writes both into .env.',
  )
  return undefined
}

function keyInFile(path: string, read: (path: string) => string, settings: Settings): string | undefined {
  try {
    return keyFrom(read(path), 'PRIVATE_KEY_PATH', settings)
  } catch {
    settings.problems.push(
      `PRIVATE_KEY_PATH names ${path}, and that file cannot be read. Name the .pem file of the App, readable for this user.`,
    )
    return undefined
  }
}

function keyFrom(given: string, name: string, settings: Settings): string | undefined {
  const pem = pemOf(given)
  if (isRsaKey(pem)) return pem
  settings.problems.push(
    `${name} holds no RSA private key. It is the .pem file of the App: as it is, with \\n for its line ends, or in base64.`,
  )
  return undefined
}

/** Environments that allow no line ends get them as `\n`, or the whole in base64. */
function pemOf(given: string): string {
  const text = given.trim().replaceAll('\\n', '\n')
  return `${(text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString()).trim()}\n`
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}
