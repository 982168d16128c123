import type { Pure } from './define.ts'
import { encodings } from './encodings.ts'
import { formats } from './format.ts'
import { hashes } from './hashes.ts'
import { json } from './json.ts'
import { lists } from './lists.ts'
import { maps } from './maps.ts'
import { networks } from './networks.ts'
import { numbers } from './numbers.ts'
import { paths } from './paths.ts'
import { regular } from './regular.ts'
import { sets } from './sets.ts'
import { strings } from './strings.ts'
import { times } from './times.ts'
import { types } from './types.ts'
import { yaml } from './yaml.ts'

/** By name, without those that read files, look at the clock or try things. */
export const pureFunctions: ReadonlyMap<string, Pure> = new Map(
  [
    encodings,
    formats,
    hashes,
    json,
    lists,
    maps,
    networks,
    numbers,
    paths,
    regular,
    sets,
    strings,
    times,
    types,
    yaml,
  ].flatMap((group) => Object.entries(group)),
)
