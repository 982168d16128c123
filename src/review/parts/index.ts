import { changes } from './changes.ts'
import { definitions } from './definitions.ts'
import { dependents } from './dependents.ts'
import { earlier } from './earlier.ts'
import { elsewhere } from './elsewhere.ts'
import { findings } from './findings.ts'
import { hunks } from './hunks.ts'
import { neighbours } from './neighbours.ts'
import { plan } from './plan.ts'
import { properties } from './properties.ts'
import { rehearsal } from './rehearsal.ts'
import { related } from './related.ts'
import { relations } from './relations.ts'
import type { PartSource } from './source.ts'
import { statements } from './statements.ts'
import { target } from './target.ts'
import { unresolved } from './unresolved.ts'

/** In the order in which a dossier has them. Who knows something more adds a file and its line here. */
export const partSources: readonly PartSource[] = [
  target,
  hunks,
  statements,
  elsewhere,
  properties,
  neighbours,
  relations,
  dependents,
  definitions,
  related,
  changes,
  rehearsal,
  plan,
  findings,
  unresolved,
  earlier,
]
