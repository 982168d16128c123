import { isList, isMap, type Value, valueAt } from './value.ts'

export interface LostParameter {
  readonly name: string
  readonly before: string
  readonly after: string
}

/** Parameters of databases that ask for TLS or keep a record, and that a change turns off. */
export function lostParameters({
  type,
  before,
  after,
}: {
  readonly type: string
  readonly before: Value
  readonly after: Value
}): readonly LostParameter[] {
  const block = groups.get(type)
  if (!block) return []
  const [was, is] = [parametersAt(before, block), parametersAt(after, block)]
  return [...was].flatMap(([name, value]): LostParameter[] => {
    const now = is.get(name)
    if (!guards.has(name) || !isOn(value) || now === undefined || !isOff(now)) return []
    return [{ name, before: value, after: now }]
  })
}

/** The block of a parameter in each type of group. */
const groups: ReadonlyMap<string, string> = new Map([
  ['aws_db_parameter_group', 'parameter'],
  ['aws_rds_cluster_parameter_group', 'parameter'],
  ['aws_docdb_cluster_parameter_group', 'parameter'],
  ['aws_neptune_cluster_parameter_group', 'parameter'],
  ['aws_redshift_parameter_group', 'parameter'],
])

const guards = new Set([
  'rds.force_ssl',
  'require_secure_transport',
  'require_ssl',
  'tls',
  'audit_logs',
  'enable_user_activity_logging',
  'neptune_enable_audit_log',
])

const isOn = (value: string) => /^(?:1|on|true|enabled)$/i.test(value)
const isOff = (value: string) => /^(?:0|off|false|disabled|none)$/i.test(value)

function parametersAt(value: Value, block: string): ReadonlyMap<string, string> {
  const list = valueAt(value, [block])
  return new Map(
    (isList(list) ? list : []).filter(isMap).flatMap((each): [string, string][] => {
      const [name, setting] = [each.get('name'), each.get('value')]
      const isText =
        typeof setting === 'string' || typeof setting === 'number' || typeof setting === 'boolean'
      return typeof name === 'string' && isText ? [[name, String(setting)]] : []
    }),
  )
}
