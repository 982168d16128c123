import type { Place } from '../../core/text.ts'
import type { Expression, HclAttribute } from '../hcl/syntax.ts'
import { attributeOf, placeOf, type Written } from './declaration.ts'
import type { Frame, Setting } from './evaluation.ts'
import { literalKey } from './literal-text.ts'

/**
 * The places that a value came through, from the place of use outwards, when it is passed on as it is: the argument of a module call, a
 * local, an output, a default, a line of a file of variables. The last one is where it is written.
 */
export function viaOf({ node }: Written<HclAttribute>, frame: Frame): readonly Place[] {
  const places: Place[] = []
  let at: Passed | undefined = passedOn(node.value, { frame, rest: [] })
  while (at && places.length < longest) {
    const { setting, rest } = at
    const inner = insideOf(setting.written, rest)
    places.push(inner.place)
    at = setting.frame && passedOn(inner.expression, { frame: setting.frame, rest: inner.rest })
  }
  return places
}

const longest = 64

type Key = string | number

interface Passed {
  readonly setting: Setting
  /** What is still to be looked up in the value. */
  readonly rest: readonly Key[]
}

/** Where the value of a plain traversal is set; undefined for any other expression. */
function passedOn(expression: Expression, at: { frame: Frame; rest: readonly Key[] }): Passed | undefined {
  const traversal = traversed(expression)
  if (!traversal) return undefined
  const [root = '', ...steps] = [...traversal, ...at.rest]
  return settingOf(String(root), steps, at.frame)
}

function settingOf(root: string, steps: readonly Key[], frame: Frame): Passed | undefined {
  const [first = '', ...rest] = steps
  const { module } = frame
  if (root === 'var') return passing(module.variable(String(first))?.setBy, rest)
  if (root === 'module') return outputSetting(String(first), rest, frame)
  if (root === 'each') {
    const { repeated } = frame
    return repeated && first === 'value'
      ? passing({ written: repeated.by, frame: { module, names: frame.names } }, [repeated.key, ...rest])
      : undefined
  }
  const local = root === 'local' ? module.code.locals.get(String(first)) : undefined
  return local && passing({ written: local, frame: module.frame }, rest)
}

function passing(setting: Setting | undefined, rest: readonly Key[]): Passed | undefined {
  return setting && { setting, rest }
}

function outputSetting(name: string, steps: readonly Key[], { module }: Frame): Passed | undefined {
  const call = module.call(name)
  if (!call) return undefined
  const isRepeated = call.repetition.kind !== 'single'
  const [key] = isRepeated ? steps : []
  const [output, ...rest] = isRepeated ? steps.slice(1) : steps
  const instance = call.instances().find(({ item }) => item.key === undefined || item.key === key)
  const declaration = instance?.inside?.code.outputs.get(String(output))
  const written = declaration && attributeOf(declaration, 'value')
  return written && instance?.inside && passing({ written, frame: instance.inside.frame }, rest)
}

/** Descends into objects and lists as they are written. */
function insideOf(written: Written<HclAttribute>, keys: readonly Key[]) {
  let expression = written.node.value
  let place = placeOf(written)
  let rest = keys
  while (rest.length > 0) {
    const item = itemOf(expression, rest[0] ?? '')
    if (!item) break
    expression = item.expression
    place = { path: written.path, range: item.range }
    rest = rest.slice(1)
  }
  return { expression, place, rest }
}

function itemOf(expression: Expression, key: Key) {
  if (expression.kind === 'tuple') {
    const item = expression.items[Number(key)]
    return item && { expression: item, range: item.range }
  }
  if (expression.kind !== 'object') return undefined
  const item = expression.items.findLast((each) => String(literalKey(each.key)) === String(key))
  return item && { expression: item.value, range: item.range }
}

/** `var.zones["raw"].arn` as a list of its names and keys. */
function traversed(expression: Expression): readonly Key[] | undefined {
  const steps: Key[] = []
  let at = unwrapped(expression)
  for (;;) {
    if (at.kind === 'name') return [at.name, ...steps.reverse()]
    if (at.kind === 'attribute') steps.push(at.name)
    else if (at.kind === 'index') {
      const key = literalKey(at.key)
      if (key === undefined) return undefined
      steps.push(key)
    } else return undefined
    at = at.of
  }
}

/** `"${var.name}"` is `var.name`. */
function unwrapped(expression: Expression): Expression {
  if (expression.kind !== 'template') return expression
  const [part, more] = expression.parts
  return typeof part === 'object' && part.kind === 'interpolation' && more === undefined
    ? part.of
    : expression
}
