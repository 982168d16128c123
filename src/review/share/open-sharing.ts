import { matchesAny } from '../../core/glob.ts'
import type { ReviewSetting } from '../../core/policy.ts'
import type { Replacement } from '../question.ts'
import type { Form, Share, Sharing } from '../sharing.ts'
import { withinFolders } from '../unmatched.ts'
import { formOf } from './form.ts'
import { seen } from './hidden.ts'
import { literalsOfJson, personalInJson } from './json.ts'
import { Known } from './known.ts'
import { personalIn } from './personal.ts'
import { lookalikesIn, Placeholders } from './placeholders.ts'
import { literalsOfProse } from './prose.ts'
import { Relations } from './relations.ts'
import { secretsIn } from './secrets.ts'
import { type Kind, type Span, settled } from './span.ts'
import { spansOfSql } from './sql.ts'
import { literalsOfTerraform, personalInTerraform } from './terraform.ts'
import { literalsOfYaml, personalInYaml } from './yaml.ts'

/** Opens what may be said of one change. Placeholders are numbered in the order in which files and texts are given to it. */
export function openSharing({
  share,
  exclude,
}: {
  share: Share
  exclude: ReviewSetting['exclude']
}): Sharing {
  return new OpenSharing(share, exclude)
}

/** In UTF-16 units. A larger file is no code that anybody reads, and would take longer to share than a question may take to make. */
const largestFile = 100_000

class OpenSharing implements Sharing {
  readonly share: Share
  readonly #paths: readonly string[]
  readonly #relations: Relations
  readonly #placeholders = new Placeholders()
  readonly #withheld = new Map<string, string>()
  /** Originals of files. */
  readonly #known = new Known()
  /** Secrets of files, and people, who stand elsewhere without what told them. */
  readonly #secrets = new Known()
  readonly #people = new Known()
  /** What was found in files before any of them left; taken out again as they leave. */
  readonly #read = new Map<string, ReturnType<Format>>()
  /** Why nothing of a file may leave, as far as its path says. */
  readonly #byPath = new Map<string, string | undefined>()
  #counted = 0
  /** Words that leave as structure: to replace one that is also a value would hide nothing. */
  readonly #left = new Set<string>()

  constructor(share: Share, exclude: ReviewSetting['exclude']) {
    this.share = share
    this.#paths = withinFolders(exclude.paths)
    this.#relations = new Relations(exclude.relations)
  }

  learn(path: string, text: string): void {
    if (text.length > largestFile) return
    const { text: whole } = seen(text)
    const form = formOf(path)
    const found = formats[form](whole)
    this.#read.set(`${form}\n${whole}`, found)
    const always = [...secretsIn(whole), ...found.personal.filter(({ kind }) => kind === 'SECRET')]
    const spans = this.share === 'full' ? always : [...always, ...found.personal]
    for (const { kind, start, end } of settled(spans)) this.#remember(whole.slice(start, end), kind)
  }

  file(side: 'base' | 'head', path: string, text: string): string | undefined {
    const form = formOf(path)
    const reason = this.#objection(path, text, form)
    if (reason) {
      this.#withheld.set(`${path}\n${side}`, `${path}: ${reason}`)
      return undefined
    }
    const shared = this.#replace(text, (whole) => this.#spans(whole, form))
    for (const [word] of shared.matchAll(/[\p{L}_][\p{L}\p{N}_]{3,99}/gu)) this.#left.add(word)
    this.#learn()
    return shared
  }

  text(text: string, form: Form): string {
    return this.#replace(text, (whole) => [
      ...this.#spans(whole, form),
      ...this.#relations.placesIn(whole),
      ...this.#known.find(whole).filter((span) => !this.#hasLeft(whole, span)),
    ])
  }

  path(path: string): string {
    return this.#replace(path, (whole) => [
      ...[...secretsIn(whole), ...this.#secrets.find(whole)],
      ...(this.share === 'full' ? [] : [...personalIn(whole), ...this.#people.find(whole)]),
    ])
  }

  isKeptBack(path: string, text: string): boolean {
    return this.#objection(path, text, formOf(path)) !== undefined
  }

  isExcluded(relation: string): boolean {
    return this.#relations.holds(relation)
  }

  withheld(): readonly string[] {
    return [...new Set(this.#withheld.values())]
  }

  replacements(): readonly Replacement[] {
    return this.#placeholders.given().map(({ placeholder, original }) => ({ placeholder, original }))
  }

  #objection(path: string, text: string, form: Form): string | undefined {
    const byPath = this.#objectionToPath(path, form)
    if (byPath !== undefined || text === '') return byPath
    if (text.length > largestFile) return `longer than ${largestFile.toLocaleString('en')} characters`
    const relation = this.#relations.namedIn(seen(text).text)
    return relation === undefined ? undefined : kept(relation)
  }

  #objectionToPath(path: string, form: Form): string | undefined {
    if (this.#byPath.has(path)) return this.#byPath.get(path)
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
    const relation = this.#relations.namedIn(name)
    const reasons = [
      matchesAny(this.#paths, path) && 'kept back by its path',
      relation !== undefined && kept(relation),
      secretsIn(path).length > 0 && 'its name holds a secret',
      this.share !== 'full' && personalIn(path).length > 0 && 'its name holds what is personal',
      form === 'prose' && this.share === 'schema' && 'its form does not tell values from structure',
    ]
    const reason = reasons.find((each) => each !== false)
    this.#byPath.set(path, reason)
    return reason
  }

  #replace(text: string, find: (seen: string) => readonly Span[]): string {
    const { text: whole, place, hidden } = seen(text)
    return this.#placeholders.replace(text, [...place(find(whole)), ...hidden])
  }

  #spans(text: string, form: Form): Span[] {
    const secrets = [...secretsIn(text), ...this.#secrets.find(text)]
    const key = `${form}\n${text}`
    const { personal, literals } = this.#read.get(key) ?? formats[form](text)
    this.#read.delete(key)
    const always = [...secrets, ...personal.filter(({ kind }) => kind === 'SECRET'), ...lookalikesIn(text)]
    if (this.share === 'full') return always
    const redacted = [...always, ...personal, ...personalIn(text), ...this.#people.find(text)]
    return this.share === 'redacted' ? redacted : [...redacted, ...literals()]
  }

  #hasLeft(text: string, { kind, start, end }: Span): boolean {
    return (kind === 'TEXT' || kind === 'COMMENT') && this.#left.has(text.slice(start, end))
  }

  #learn(): void {
    const given = this.#placeholders.given()
    for (const { original, kind } of given.slice(this.#counted)) {
      this.#known.add(original, kind)
      this.#remember(original, kind)
    }
    this.#counted = given.length
  }

  #remember(original: string, kind: Kind): void {
    if (original.includes('\n')) return
    if (kind === 'SECRET' && original.length >= 8) this.#secrets.add(original, kind)
    else if (isSomebodys(original, kind)) this.#people.add(original, kind)
  }
}

/** Whether what was personal in one place is so in any: words that could as well be a name of a thing are not. */
function isSomebodys(original: string, kind: Kind): boolean {
  if (kind === 'PERSON') return /^\p{Lu}\p{Ll}/u.test(original) && /[\s\p{Ll}]{3}/u.test(original)
  return original.length >= 6 && /^(?:CARD|EMAIL|IBAN|ID|IP|PHONE)$/.test(kind)
}

const kept = (relation: string) => `names ${relation}, which is kept back`

/** What is personal by where it stands, and all that is a value. */
type Format = (text: string) => { readonly personal: Span[]; literals(): Span[] }

const formats: Readonly<Record<Form, Format>> = {
  sql: spansOfSql,
  terraform: (text) => ({
    personal: personalInTerraform(text),
    literals: () => literalsOfTerraform(text),
  }),
  yaml: (text) => ({ personal: personalInYaml(text), literals: () => literalsOfYaml(text) }),
  json: (text) => ({ personal: personalInJson(text), literals: () => literalsOfJson(text) }),
  prose: (text) => ({ personal: [], literals: () => literalsOfProse(text) }),
}
