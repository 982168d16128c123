import { matchesAny } from '../../core/glob.ts'
import type { ReviewSetting } from '../../core/policy.ts'
import type { Replacement } from '../question.ts'
import type { Form, Share, Sharing } from '../sharing.ts'
import { formOf } from './form.ts'
import { seen } from './hidden.ts'
import { literalsOfJson, personalInJson } from './json.ts'
import { Known } from './known.ts'
import { personalIn } from './personal.ts'
import { lookalikesIn, Placeholders } from './placeholders.ts'
import { literalsOfProse } from './prose.ts'
import { Relations } from './relations.ts'
import { secretsIn } from './secrets.ts'
import type { Span } from './span.ts'
import { literalsOfSql, personalInSql } from './sql.ts'
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

/** In UTF-16 units. A larger file is no code that anybody reads. */
const largestFile = 2_000_000

class OpenSharing implements Sharing {
  readonly share: Share
  readonly #paths: readonly string[]
  readonly #relations: Relations
  readonly #placeholders = new Placeholders()
  readonly #withheld = new Map<string, string>()
  /** Originals of files. */
  readonly #known = new Known()
  /** Secrets of files, which stand elsewhere without what told them. */
  readonly #secrets = new Known()
  #counted = 0
  /** Words that leave as structure: to replace one that is also a value would hide nothing. */
  readonly #left = new Set<string>()

  constructor(share: Share, exclude: ReviewSetting['exclude']) {
    this.share = share
    this.#paths = exclude.paths
    this.#relations = new Relations(exclude.relations)
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
    if (matchesAny(this.#paths, path)) return 'kept back by its path'
    if (text.length > largestFile) return 'larger than what is shared'
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
    const relation = this.#relations.namedIn(seen(text).text) ?? this.#relations.namedIn(name)
    if (relation !== undefined) return `names ${relation}, which is kept back`
    if (form === 'prose' && this.share === 'schema') return 'its form does not tell values from structure'
    return undefined
  }

  #replace(text: string, find: (seen: string) => readonly Span[]): string {
    const { text: whole, place, hidden } = seen(text)
    return this.#placeholders.replace(text, [...place(find(whole)), ...hidden])
  }

  #spans(text: string, form: Form): Span[] {
    const secrets = [...secretsIn(text), ...this.#secrets.find(text)]
    const personal = formats[form].personal(text)
    const always = [...secrets, ...personal.filter(({ kind }) => kind === 'SECRET'), ...lookalikesIn(text)]
    if (this.share === 'full') return always
    const redacted = [...always, ...personal, ...personalIn(text)]
    return this.share === 'redacted' ? redacted : [...redacted, ...formats[form].literals(text)]
  }

  #hasLeft(text: string, { kind, start, end }: Span): boolean {
    return (kind === 'TEXT' || kind === 'COMMENT') && this.#left.has(text.slice(start, end))
  }

  #learn(): void {
    const given = this.#placeholders.given()
    for (const { original, kind } of given.slice(this.#counted)) {
      this.#known.add(original, kind)
      if (kind === 'SECRET' && original.length >= 8) this.#secrets.add(original, kind)
    }
    this.#counted = given.length
  }
}

interface Format {
  personal(text: string): Span[]
  literals(text: string): Span[]
}

const formats: Readonly<Record<Form, Format>> = {
  sql: { personal: personalInSql, literals: literalsOfSql },
  terraform: { personal: personalInTerraform, literals: literalsOfTerraform },
  yaml: { personal: personalInYaml, literals: literalsOfYaml },
  json: { personal: personalInJson, literals: literalsOfJson },
  prose: { personal: () => [], literals: literalsOfProse },
}
