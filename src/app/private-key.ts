import { privateKeyOf } from '../github/private-key.ts'
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
  let text: string
  try {
    text = read(path)
  } catch {
    settings.problems.push(
      `PRIVATE_KEY_PATH names ${path}, and that file cannot be read. Name the .pem file of the App, readable for this user.`,
    )
    return undefined
  }
  return keyFrom(text, 'PRIVATE_KEY_PATH', settings)
}

function keyFrom(given: string, name: string, settings: Settings): string | undefined {
  try {
    return `${privateKeyOf(given).trim()}\n`
  } catch (error) {
    settings.problems.push(`${name}: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}
