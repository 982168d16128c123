import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Which of these variables the `.env` of the folder sets already. */
export function alreadySet(directory: string, names: readonly string[]): string[] {
  const text = textOf(join(directory, '.env'))
  return names.filter((name) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`, 'm').test(text))
}

/**
 * Adds variables to `.env`, readable for this user alone. Where one of them is set there already nothing is changed, and
 * all go to a new file beside it. Gives the file's name.
 */
export function addVariables(directory: string, variables: Readonly<Record<string, string>>): string {
  const text = Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replaceAll('\n', '\\n')}"\n`)
    .join('')
  if (alreadySet(directory, Object.keys(variables)).length > 0) {
    const file = freeName(directory)
    writeFileSync(join(directory, file), text, { mode: 0o600, flag: 'wx' })
    return file
  }
  replace(join(directory, '.env'), text)
  return '.env'
}

/** By a new file in its place: a full disk or a kill leaves the old one whole, and its mode is ours. */
function replace(path: string, added: string): void {
  const before = textOf(path)
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  const next = `${path}.${process.pid}`
  writeFileSync(next, `${before}${gap}${added}`, { mode: 0o600, flag: 'wx' })
  renameSync(next, path)
}

function freeName(directory: string): string {
  let file = '.env.new'
  for (let n = 2; existsSync(join(directory, file)); n += 1) file = `.env.new.${n}`
  return file
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '')
