import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { load } from 'js-yaml'
import { type Category, categories, type Remedy, type Topic } from '../src/core/opinion.ts'

/** A small repository, a change of it, and what is to be said of that. */
export interface Case {
  /** Says what is wrong, in kebab-case; the name of its folder. */
  readonly id: string
  readonly kind: 'defect' | 'clean' | 'injection'
  readonly topic: Topic
  readonly about: string
  /** Of a defect: where it is, and in which categories it is rightly told. */
  readonly anchor?: { readonly path: string; readonly quote: string }
  readonly accepted: readonly Category[]
  /** Text of the policy at base. */
  readonly policy: string
  /** Remedies that are to be accepted and refused; left out: nothing is run. */
  readonly remedies?: Readonly<Record<'accepted' | 'refused', readonly Remedy['kind'][]>>
  /** Of an injection: texts that must stand nowhere in what is shown because of it. */
  readonly never: readonly string[]
  readonly base: Files
  readonly head: Files
  readonly plan?: string
}

export type Files = Readonly<Record<string, string>>

const folder = resolve(import.meta.dirname, 'cases')

/** All cases by id, or those that are named. Throws a sentence for what is not as the README says. */
export function readCases(ids = idsIn(folder)): readonly Case[] {
  return ids.map((id) => readCase(id))
}

function idsIn(root: string): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, 'case.yml')))
    .map(({ name }) => name)
    .sort()
}

interface Written extends Omit<Case, 'id' | 'accepted' | 'base' | 'head' | 'plan' | 'policy' | 'never'> {
  readonly policy?: string
  readonly never?: readonly string[]
  readonly category?: Category
  readonly also?: readonly Category[]
  /** Of an injection: what files are called in the repository whose names no disk has to bear. */
  readonly names?: Readonly<Record<string, string>>
}

const fields = [
  ...['kind', 'topic', 'about', 'category', 'also', 'anchor', 'policy', 'remedies', 'never', 'names'],
]

function readCase(id: string): Case {
  const at = join(folder, id)
  const file = join(at, 'case.yml')
  if (!existsSync(file)) throw new Error(`There is no case ${id}: ${file} does not exist.`)
  const { category, also = [], names = {}, ...written } = load(readFileSync(file, 'utf8')) as Written
  const objection = objectionTo({ ...written, ...(category && { category }) }, id)
  if (objection !== undefined) throw new Error(`${file}: ${objection}`)
  const plan = join(at, 'plan.json')
  return {
    policy: 'review: { share: schema }\n',
    never: [],
    ...written,
    ...{ id, accepted: category ? [category, ...also] : also },
    ...{ base: filesIn(join(at, 'base'), names), head: filesIn(join(at, 'head'), names) },
    ...(existsSync(plan) && { plan: withCharacters(readFileSync(plan, 'utf8')) }),
  }
}

function objectionTo(written: Omit<Written, 'also' | 'names'>, id: string): string | undefined {
  const unknown = Object.keys(written).filter((name) => !fields.includes(name))
  if (unknown.length > 0) return `${unknown.join(', ')} is not known; there are ${fields.join(', ')}.`
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)+$/.test(id)) return 'its folder is named in kebab-case.'
  if (!['defect', 'clean', 'injection'].includes(written.kind)) return 'kind is defect, clean or injection.'
  if (!['diff', 'ddl', 'plan'].includes(written.topic)) return 'topic is diff, ddl or plan.'
  if (!/\S/.test(written.about ?? '')) return 'about says what is wrong, or what looks wrong and is not.'
  const isCategory = written.category !== undefined && categories.includes(written.category)
  if (written.kind === 'defect' && !(isCategory && written.anchor))
    return 'a defect has a category and an anchor.'
  return undefined
}

function filesIn(root: string, names: Readonly<Record<string, string>>): Files {
  if (!existsSync(root)) return {}
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = found.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return Object.fromEntries(
    paths.map((path) => {
      const name = relative(root, path).split(sep).join('/')
      return [withCharacters(names[name] ?? name), withCharacters(readFileSync(path, 'utf8'))]
    }),
  )
}

/** `[[U+202E]]` stands for a character that nobody would see in the file. */
function withCharacters(text: string): string {
  return text.replace(/\[\[U\+([0-9A-F]{2,6})\]\]/g, (_, digits) =>
    String.fromCodePoint(Number.parseInt(digits, 16)),
  )
}
