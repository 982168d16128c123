import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

const folder = 'src/review/prompts'
const changelog = 'CHANGELOG.md'

/** The prompts' texts by name, in name order. */
export function promptTexts(root: string): ReadonlyMap<string, string> {
  const paths = globSync(`${folder}/*.md`, { cwd: root }).sort()
  const named = paths.map((path) => [basename(path), readFileSync(`${root}/${path}`, 'utf8')] as const)
  return new Map(
    named.filter(([name]) => name !== changelog).map(([name, text]) => [basename(name, '.md'), text]),
  )
}

/** SHA-256 of all texts in name order, each after its name on a line of its own, as 64 hex digits. */
export function promptHashOf(texts: ReadonlyMap<string, string>): string {
  const whole = [...texts].map(([name, text]) => `${name}\n${text}`).join('')
  return createHash('sha256').update(whole).digest('hex')
}

export interface PromptVersion {
  readonly version: number
  readonly date: string
  readonly hash: string
  /** What has changed. */
  readonly words: string
}

/** The entries of the changelog, newest first, as they stand there. */
export function promptVersions(root: string): readonly PromptVersion[] {
  const [, ...entries] = readFileSync(`${root}/${folder}/${changelog}`, 'utf8').split(/^## /m)
  return entries.map((entry) => {
    const found = /^(\d+) \((\d{4}-\d\d-\d\d)\)\n\nSHA-256 `([0-9a-f]{64})`\n\n([\s\S]+)$/.exec(entry)
    if (!found) throw new Error(`${folder}/${changelog}: this entry has another form: ${entry.slice(0, 60)}`)
    const [, version, date = '', hash = '', words = ''] = found
    return { version: Number(version), date, hash, words: words.trim() }
  })
}

/** The module that holds the prompts: the bundle cannot read them from beside itself. */
export function promptsModule(root: string): string {
  const texts = promptTexts(root)
  const entries = [...texts].map(([name, text]) => `  '${name}': ${JSON.stringify(text)},`)
  return [
    '// Made by `npm run generate` from src/review/prompts. Do not edit.',
    `export const promptVersion = '${promptVersions(root)[0]?.version ?? 0}'`,
    `export const promptHash = '${promptHashOf(texts)}'`,
    'export const promptTexts = {',
    ...entries,
    '} as const',
    '',
  ].join('\n')
}
