import { isObject, type Json, member, textAt } from './json.ts'

const wanted = 'Run `terraform plan -out=plan.bin` and then `terraform show -json plan.bin`.'

/** Why a text that is not JSON cannot be a plan; undefined where it may be the text of one. Nothing of the file is quoted. */
export function refusedText(text: string): string | undefined {
  const start = text.trimStart()
  if (start === '') return `The file is empty. ${wanted}`
  if (text.startsWith('PK')) {
    return 'This is a plan as `-out` saves it, which only Terraform can read. Give the output of `terraform show -json` on it.'
  }
  if (text.slice(0, 200).includes('\0')) {
    return 'The file is not UTF-8 text, perhaps UTF-16 as PowerShell writes it. Save it as UTF-8.'
  }
  if (start.startsWith('<')) return `This is a web page or XML, not a plan. ${wanted}`
  return undefined
}

/** Why JSON text cannot be parsed. */
export function refusedJson(text: string, error: unknown): string {
  if (isEventStream(text)) return streamRefusal
  const message = error instanceof Error ? error.message : ''
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length)
  if (/Unexpected end|Unterminated/.test(message) || position >= text.trimEnd().length) {
    return 'The JSON ends before it is complete; the file was cut short. Save the whole output of `terraform show -json`.'
  }
  const before = text.slice(0, position).split('\n')
  return `The JSON is malformed at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}. ${wanted}`
}

/** Why JSON is no plan that can be read; undefined of a plan. */
export function refusedPlan(json: Json): string | undefined {
  if (textAt(json, '@level') !== undefined || textAt(json, '@message') !== undefined) return streamRefusal
  if (!isObject(json)) return `This is JSON, but not a plan. ${wanted}`
  if (
    member(json, 'lineage') !== undefined ||
    (member(json, 'serial') !== undefined && 'resources' in json)
  ) {
    return `This is a state file, not a plan. ${wanted}`
  }
  const hasChanges = 'resource_changes' in json || 'planned_values' in json || 'output_changes' in json
  if (!hasChanges && 'values' in json) {
    return `This is the state as \`terraform show -json\` prints it without a plan file. ${wanted}`
  }
  if ('totalMonthlyCost' in json && 'projects' in json) {
    return `This is a report of Infracost, not a plan. ${wanted}`
  }
  const version = textAt(json, 'format_version')
  if (version === undefined || !(hasChanges || 'configuration' in json || 'terraform_version' in json)) {
    return `This is JSON, but not a plan: it has no format version of one. ${wanted}`
  }
  return supported(version)
    ? undefined
    : 'The plan has a format version that Sluice does not know; it reads 0.1 and later, below 2.0.'
}

function supported(version: string): boolean {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})$/.exec(version) ?? []
  return major === '1' || (major === '0' && Number(minor) >= 1)
}

const streamRefusal =
  'This is the stream of events that `terraform plan -json` prints, which holds no values. Run `terraform plan -out=plan.bin` and then `terraform show -json plan.bin`.'

function isEventStream(text: string): boolean {
  const [first = ''] = text.trimStart().split('\n', 1)
  if (first.length > 100_000 || !first.includes('"@level"')) return false
  try {
    return textAt(JSON.parse(first), '@level') !== undefined
  } catch {
    return false
  }
}
