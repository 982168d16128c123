import type { Block } from '../../../src/core/terraform/configuration.ts'
import { read } from '../../../src/core/terraform/read.ts'
import { unknown } from '../../../src/core/terraform/value.ts'
import { bad, demanded, type Wanted } from './demand.ts'
import type { Judge } from './family.ts'

/** Since which major version of its provider an attribute that is not set means what is wanted. */
export interface DefaultSince {
  readonly provider: string
  readonly major: number
}

/** The attribute must be as wanted, where its default depends on the version of the provider. */
export function demandByVersion(path: string, wanted: Wanted, since: DefaultSince): Judge {
  return (resource, { document }) => {
    const reading = read(resource, path)
    if ((reading.value ?? null) !== null) return demanded(resource, path, { wanted, absent: 'good' })
    const { least, most } = majorVersions(document.settings, since.provider)
    if (least >= since.major) return []
    if (most < since.major) return [bad(reading, path)]
    const because = unknown(
      `${path} is not set, and what that means changed with version ${since.major} of the provider ${since.provider}`,
    )
    return [{ kind: 'unclear', what: path, place: reading.place, because }]
  }
}

interface Majors {
  readonly least: number
  readonly most: number
}

/** Which major versions of a provider the code allows. */
function majorVersions(settings: readonly Block[], provider: string): Majors {
  const constraints = settings.flatMap((block) => {
    const old = read(block, `required_providers.${provider}`).value
    const { value } = read(block, `required_providers.${provider}.version`)
    return typeof old === 'string' ? [old] : typeof value === 'string' ? [value] : []
  })
  const bounds = constraints.flatMap((text) => text.slice(0, 200).split(',').map(boundsOf))
  return {
    least: Math.max(0, ...bounds.map(({ least }) => least)),
    most: Math.min(Number.POSITIVE_INFINITY, ...bounds.map(({ most }) => most)),
  }
}

const anyVersion: Majors = { least: 0, most: Number.POSITIVE_INFINITY }

/** `~> 5.1`, `>= 4`, `< 6.0.0`, `5.2.0`. */
function boundsOf(constraint: string): Majors {
  const [, operator, major, rest = ''] = /^\s*([=<>!~]{0,2})\s*v?(\d{1,6})([.\d]*)/.exec(constraint) ?? []
  if (major === undefined || operator === '!=') return anyVersion
  const number = Number(major)
  if (operator === '>=' || operator === '>' || (operator === '~>' && rest === ''))
    return { ...anyVersion, least: number }
  if (operator === '<=') return { ...anyVersion, most: number }
  if (operator === '<') return { ...anyVersion, most: /[1-9]/.test(rest) ? number : number - 1 }
  return { least: number, most: number }
}
