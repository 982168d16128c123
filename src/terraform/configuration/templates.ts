import { isUnknown, type Reason, unknown, type Value } from '../../core/terraform/value.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { withNames } from '../evaluate/follow.ts'
import type { Problem } from '../hcl/building.ts'
import { embeddedTemplate } from '../hcl/embedded.ts'
import type { Expression } from '../hcl/syntax.ts'
import { constantScope } from './constant-scope.ts'
import type { ModuleInstance } from './evaluation.ts'
import { remembered } from './lazy.ts'

/** A template of a file, in which only these names mean something. */
export function rendered(template: string, names: ReadonlyMap<string, Value>, module: ModuleInstance): Value {
  const { templates } = module.evaluation
  const { expression } = remembered(templates, template, () => ({ expression: parsed(template) }))
  if (!expression) return unknown('the template is not well-formed')
  const value = evaluate(expression, withNames(constantScope(module, nowhere), names))
  return isUnknown(value) ? { ...value, because: value.because.map(withoutPlace) } : value
}

/** The path of the template is not known here, so neither are places in it. */
const nowhere = ''

function withoutPlace(reason: Reason): Reason {
  return reason.place?.path === nowhere ? { text: reason.text } : reason
}

function parsed(template: string): Expression | undefined {
  const problems: Problem[] = []
  // The range is that of a text with quotes around it, so that places are offsets in the template.
  const node = { kind: 'string', value: template, range: { start: -1, end: template.length + 1 } } as const
  const expression = embeddedTemplate(node, template, problems)
  return problems.length === 0 ? expression : undefined
}
