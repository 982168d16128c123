import type { RehearsalRequest } from '../../core/rehearsal.ts'

/**
 * Extensions that come with PGlite 0.5.16, by what CREATE EXTENSION calls them, and the words by which a script that does not create one
 * shows that it needs it. Those that only look into the server's own files are left out: no migration needs them.
 */
const bundled: ReadonlyMap<string, RegExp | undefined> = new Map([
  ['bloom', /\busing\s+bloom\b/i],
  ['btree_gin', /\busing\s+gin\b/i],
  ['btree_gist', /\busing\s+gist\b/i],
  ['citext', /\bcitext\b/i],
  ['cube', /\bcube\b/i],
  ['dict_int', /\bintdict/i],
  ['dict_xsyn', /\bxsyn/i],
  ['earthdistance', /\b(?:ll_to_earth|earth_distance|earth_box)\b/i],
  ['fuzzystrmatch', /\b(?:levenshtein\w*|soundex|d?metaphone|daitch_mokotoff)\s*\(/i],
  ['hstore', /\bhstore\b/i],
  ['intarray', /\b(?:gist|gin)__int\w*_ops\b|\bquery_int\b/i],
  ['isn', /\b(?:isbn(?:13)?|issn(?:13)?|ismn(?:13)?|ean13|upc)\b/i],
  ['lo', /\blo_manage\b/i],
  ['ltree', /\bl(?:x?tx)?(?:tree|query)\b/i],
  ['moddatetime', /\bmoddatetime\b/i],
  ['pg_stat_statements', /\bpg_stat_statements/i],
  ['pg_trgm', /\b(?:gin|gist)_trgm_ops\b|\b(?:strict_)?(?:word_)?similarity\s*\(/i],
  [
    'pgcrypto',
    /\b(?:crypt|gen_salt|gen_random_bytes|digest|hmac|(?:de|en)crypt(?:_iv)?|pgp_\w+)\s*\(|\bpublic\.gen_random_uuid\b/i,
  ],
  ['seg', /\bseg\b/i],
  ['tablefunc', /\b(?:crosstab\w*|connectby|normal_rand)\s*\(/i],
  ['tcn', /\btriggered_change_notification\b/i],
  ['tsm_system_rows', /\bsystem_rows\b/i],
  ['tsm_system_time', /\bsystem_time\b/i],
  ['unaccent', /\bunaccent\b/i],
  ['uuid-ossp', /\buuid_(?:generate_v\d|nil|ns_)\w*/i],
])

export const isBundled = (name: string): boolean => bundled.has(name)

/** What CREATE EXTENSION ... CASCADE brings along. */
const required: ReadonlyMap<string, string> = new Map([['earthdistance', 'cube']])

const creation = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([\w-]+))/gi

/** The bundled extensions that a rehearsal may need, sorted: those its scripts create, and those whose words they use. */
export function extensionsOf({ base, files }: RehearsalRequest): readonly string[] {
  const scripts = [...base, ...files.flatMap(({ up, down }) => (down ? [up, down] : [up]))]
  const needed = new Set<string>()
  for (const { text } of scripts) {
    for (const [, quoted, bare] of text.matchAll(creation)) needed.add(quoted ?? (bare ?? '').toLowerCase())
    for (const [name, words] of bundled) if (words?.test(text)) needed.add(name)
  }
  for (const name of [...needed]) needed.add(required.get(name) ?? name)
  return [...needed].filter((name) => bundled.has(name)).sort()
}

/** The bundled extension that a message or statement points to, for a history that never creates it. */
export function extensionsNamedIn(text: string): readonly string[] {
  return [...bundled].filter(([, words]) => words?.test(text)).map(([name]) => name)
}
