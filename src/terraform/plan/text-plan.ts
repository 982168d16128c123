import type { PlanAction, PlannedOutput, PlannedResource } from '../../core/terraform/plan.ts'
import { isList, isMap, isMasked, type Value, valueAt } from '../../core/terraform/value.ts'
import type { Draft } from './draft.ts'
import { Masks } from './marked-value.ts'
import { Secrets } from './secrets.ts'
import { BodyReader, type Entry } from './text-body.ts'
import { countsOf, type Footer, footerOf } from './text-footer.ts'
import { annotated, type Header, headerOf } from './text-header.ts'
import { type TextLine, textLines } from './text-lines.ts'

/**
 * What the text of `terraform plan` or `terraform show` says, as people paste it: a degraded mode, without types, without marks of
 * sensitivity, and without what the text hides. Undefined where it is no such text.
 */
export function draftOfText(name: string, text: string): Draft | undefined {
  const lines = textLines(text)
  const read = readLines(lines)
  if (!read.isPlan) return undefined
  const isErrored = lines.some(({ content }) => halfWay.test(content))
  const isTargeted = lines.some(({ content }) => content.includes('Resource targeting is in effect'))
  const doubts = doubtsOf(read)
  return {
    plan: {
      name,
      form: 'text',
      complete: !isTargeted && doubts.length === 0,
      ...(doubts.length > 0 && { unread: true }),
      errored: isErrored,
      resources: read.resources,
      drift: read.drift,
      deferred: [],
      outputs: read.outputs,
      checks: [],
      configuration: [],
      notes: [
        ...doubts,
        'This is the text of a plan: values that it hides, types and marks of sensitivity are not known. The JSON of `terraform show -json` tells more.',
      ],
    },
    inState: [],
    unmarked: [],
    secrets: copiedSecrets(read.resources),
    masks: read.masks,
  }
}

/** What stands in the text of a plan that was not made to its end. */
const halfWay =
  /^Error: |^Planning failed\.|^(?:Terraform|OpenTofu) planned the following actions, but then encountered a problem/

/** The text masks the input of a `terraform_data` and prints its output, which is the same value. */
function copiedSecrets(resources: readonly PlannedResource[]): Secrets {
  const secrets = new Secrets()
  for (const { address, type, before, after } of resources) {
    if (type !== 'terraform_data') continue
    for (const side of [before, after]) {
      if (!isMasked(valueAt(side, ['input']))) continue
      for (const text of textsIn(valueAt(side, ['output']))) {
        secrets.add(text, { origin: `the value of ${address}.input, which is sensitive`, telling: true })
      }
    }
  }
  return secrets
}

function textsIn(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  if (isList(value)) return value.flatMap(textsIn)
  return isMap(value) ? [...value.values()].flatMap(textsIn) : []
}

interface Read {
  readonly masks: Masks
  readonly resources: PlannedResource[]
  readonly drift: PlannedResource[]
  outputs: readonly PlannedOutput[]
  footer?: Footer
  isCut: boolean
  isPlan: boolean
}

function readLines(lines: readonly TextLine[]): Read {
  const read: Read = {
    masks: new Masks(),
    resources: [],
    drift: [],
    outputs: [],
    isCut: false,
    isPlan: false,
  }
  let at = 0
  for (let line = lines[at]; line; line = lines[at]) {
    const header = headerOf(line.content)
    if (header) at = readResource(lines, { header, at: at + 1 }, read)
    else if (line.content.startsWith('Changes to Outputs:')) at = readOutputs(lines, at + 1, read)
    else {
      const footer = footerOf(line.content)
      if (footer) read.footer = footer
      read.isPlan ||=
        footer !== undefined ||
        /^No changes\.|^Terraform will perform|^OpenTofu will perform/.test(line.content)
      at++
    }
  }
  read.isPlan ||= read.resources.length > 0 || read.outputs.length > 0
  return read
}

function readResource(
  lines: readonly TextLine[],
  start: { readonly header: Header; readonly at: number },
  read: Read,
): number {
  let { header, at } = start
  for (let line = lines[at]; line; line = lines[at]) {
    const more = annotated(header, line.content)
    if (!more) break
    header = more
    at++
  }
  const opening = lines[at]
  const hasBody = opening !== undefined && /^(?:resource|data) ".*\{$/s.test(opening.content)
  const body = new BodyReader(lines, at + 1, read.masks)
  const sides = hasBody ? body.body(bodySign(header.action)) : { before: undefined, after: undefined }
  read.isCut ||= !hasBody || body.isCut
  const resource = resourceOf(header, { sign: opening?.sign ?? '', sides, replacePaths: body.replacePaths })
  if (header.isDrift) read.drift.push(resource)
  else read.resources.push(resource)
  return hasBody ? body.next : at
}

function bodySign(action: PlanAction): string {
  if (action === 'create' || action === 'read') return '+'
  return action === 'delete' ? '-' : ''
}

type Body = Pick<PlannedResource, 'replacePaths'> & {
  readonly sign: string
  readonly sides: ReturnType<BodyReader['body']>
}

function resourceOf(header: Header, { sign, sides, replacePaths }: Body): PlannedResource {
  const { address, parts, reason, previousAddress, deposed, importing } = header
  const action = header.action === 'replace' && sign === '+/-' ? 'create-then-delete' : header.action
  const hasNothingAfter = action === 'delete' || action === 'forget'
  return {
    address,
    module: parts.module,
    mode: parts.mode,
    type: parts.type,
    name: parts.name,
    ...(parts.key !== undefined && { key: parts.key }),
    action,
    ...(reason !== undefined && { reason }),
    ...(previousAddress !== undefined && { previousAddress }),
    ...(deposed !== undefined && { deposed }),
    importing,
    before: sides.before ?? null,
    after: hasNothingAfter ? null : (sides.after ?? null),
    replacePaths,
  }
}

function readOutputs(lines: readonly TextLine[], at: number, read: Read): number {
  const body = new BodyReader(lines, at, read.masks)
  read.outputs = [...read.outputs, ...body.openEntries().map(outputOf)]
  read.isCut ||= body.isCut
  return body.next
}

const outputActions: ReadonlyMap<string, PlanAction> = new Map([
  ['+', 'create'],
  ['-', 'delete'],
  ['~', 'update'],
])

function outputOf({ name, sign, before, after }: Entry): PlannedOutput {
  const action = outputActions.get(sign) ?? 'no-op'
  return {
    name,
    action,
    before,
    after: action === 'delete' ? undefined : after,
    sensitiveBefore: isMasked(before),
    sensitiveAfter: isMasked(after),
  }
}

/** Sentences on what seems to be missing. */
function doubtsOf({ resources, footer, isCut }: Read): readonly string[] {
  if (isCut) return ['The text of the plan ends inside a resource; it was cut short.']
  const isQuiet = resources.every(
    ({ action }) => action === 'no-op' || action === 'read' || action === 'forget',
  )
  if (!footer)
    return isQuiet
      ? []
      : ['The text of the plan lacks its last line, `Plan: ...`; it may have been cut short.']
  const counted = countsOf(resources)
  const wrong = (['import', 'add', 'change', 'destroy'] as const).filter(
    (kind) => counted[kind] !== footer[kind],
  )
  return wrong.map(
    (kind) => `The plan's last line says ${footer[kind]} to ${kind}; ${counted[kind]} could be read.`,
  )
}
