import { parseHcl } from '../../../src/terraform/hcl/parse-hcl.ts'
import type { Expression, HclFile } from '../../../src/terraform/hcl/syntax.ts'

/** A file that must be readable. */
export function fileOf(text: string, path = 'main.tf'): HclFile {
  const reading = parseHcl({ path, text })
  if (!reading.ok) throw new Error(reading.failure.reason)
  return reading.file
}

/** Why a file is refused; undefined of one that is not. */
export function refusal(text: string, path = 'main.tf'): string | undefined {
  const reading = parseHcl({ path, text })
  return reading.ok ? undefined : reading.failure.reason
}

/** The value of `x` in `x = ...`. */
export function expressionOf(code: string): Expression {
  const [attribute] = fileOf(`x = ${code}\n`).body.attributes
  if (!attribute) throw new Error('no attribute')
  return attribute.value
}

/** An expression in brackets: what belongs together is seen at a glance. */
export function sketch(of: Expression): string {
  switch (of.kind) {
    case 'literal':
      return JSON.stringify(of.value)
    case 'name':
      return of.name
    case 'attribute':
      return `(${sketch(of.of)}.${of.name})`
    case 'index':
      return `(${sketch(of.of)}[${sketch(of.key)}])`
    case 'unary':
      return `(${of.operator}${sketch(of.of)})`
    case 'binary':
      return `(${sketch(of.left)} ${of.operator} ${sketch(of.right)})`
    case 'conditional':
      return `(${sketch(of.condition)} ? ${sketch(of.then)} : ${sketch(of.otherwise)})`
    case 'tuple':
      return `[${of.items.map(sketch).join(', ')}]`
    case 'object':
      return `{${of.items.map(({ key, value }) => `${sketch(key)}: ${sketch(value)}`).join(', ')}}`
    case 'call':
      return `${of.name}(${of.args.map(sketch).join(', ')}${of.expands ? '...' : ''})`
    case 'splat': {
      const steps = of.then.map((step) => (step.kind === 'index' ? `[${sketch(step.key)}]` : `.${step.name}`))
      return `(${sketch(of.of)}${of.full ? '[*]' : '.*'}${steps.join('')})`
    }
    default:
      return of.kind
  }
}
