import { linesOf } from './lines.ts'

export interface TerraformVersion {
  readonly line: number
  readonly major: number
  readonly words: string
}

const header = /^\s*(?:resource\s+"(\w{1,80})"|module)\s+"[^"]{1,100}"\s*\{/
const attribute = /^\s*(engine|engine_version|database_version|version|source)\s*=\s*"([^"]{1,100})"/

/**
 * The Postgres versions Terraform sets with plain values: `engine_version` of an AWS database with a Postgres
 * engine, `database_version = "POSTGRES_15"` of google_sql_database_instance, `version` of azurerm_postgresql
 * servers (the providers' registry documentation).
 */
export function terraformVersions(text: string): TerraformVersion[] {
  if (!/postgres/i.test(text)) return []
  const found: TerraformVersion[] = []
  let block: { type: string; depth: number; values: Map<string, { value: string; line: number }> } | undefined
  for (const { text: line, number } of linesOf(text)) {
    const opened = block ? undefined : header.exec(line)
    if (opened) block = { type: opened[1] ?? 'module', depth: 0, values: new Map() }
    if (!block) continue
    const pair = attribute.exec(line)
    if (pair?.[1] && block.depth === 1) block.values.set(pair[1], { value: pair[2] ?? '', line: number })
    block.depth += bracesIn(line)
    if (block.depth > 0) continue
    found.push(...versionIn(block.type, block.values))
    block = undefined
  }
  return found
}

function bracesIn(line: string): number {
  let depth = 0
  for (const character of line.replace(/(?:#|\/\/).*$/, ''))
    depth += character === '{' ? 1 : character === '}' ? -1 : 0
  return depth
}

function versionIn(
  type: string,
  values: ReadonlyMap<string, { value: string; line: number }>,
): TerraformVersion[] {
  const engine = values.get('engine')?.value ?? ''
  const key = /^azurerm_postgresql_\w*server$/.test(type)
    ? 'version'
    : /postgres/.test(engine)
      ? 'engine_version'
      : 'database_version'
  const said = values.get(key)
  const major =
    said && (key === 'database_version' ? /^POSTGRES_(\d{1,2})/ : /^(\d{1,2})(?:\.|$)/).exec(said.value)?.[1]
  return said && major !== undefined
    ? [{ line: said.line, major: Number(major), words: `${key} of ${type}` }]
    : []
}
