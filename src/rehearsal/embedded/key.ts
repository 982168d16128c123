import { createHash } from 'node:crypto'
import manifest from '../../../package.json' with { type: 'json' }
import type { RehearsalRequest } from '../../core/rehearsal.ts'
import { extensionsOf } from '../base/extensions.ts'
import { packFormat } from './pack.ts'

/** The next version of the engine may not read these files, and what Sluice builds from the same texts may differ from version to version. */
const maker = [packFormat, manifest.dependencies['@electric-sql/pglite'], manifest.version]

/**
 * Name of the snapshot of a base. It says all that the snapshot is made of: whoever can have one made under a name has given the very texts
 * that the name stands for.
 */
export function baseKey(request: RehearsalRequest): string {
  return digestOf([...maker, request.tool, baseExtensions(request), request.base])
}

/** What is to be rehearsed has no part in what it is rehearsed on. */
export const baseExtensions = (request: RehearsalRequest) => extensionsOf({ ...request, files: [] })

/** Name of the snapshot that holds nothing yet. */
export const pristineKey = digestOf([...maker, 'pristine'])

function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}
