import type { PlannedDeclaration } from '../../core/terraform/plan.ts'
import { type Path, pathText, type Value } from '../../core/terraform/value.ts'
import { entriesAt, isObject, type Json, listAt, member, textAt } from './json.ts'
import { type Masks, markedValue } from './marked-value.ts'

/** What a plan's copy of the configuration declares, its providers included. */
export function configurationOf(configuration: Json, masks: Masks): readonly PlannedDeclaration[] {
  const providers = entriesAt(configuration, 'provider_config').filter(
    ([, provider]) =>
      member(provider, 'module_address') === undefined && isObject(member(provider, 'expressions')),
  )
  return [
    ...providers.map(([name, provider]) =>
      declarationOf(`provider.${name}`, member(provider, 'expressions'), masks),
    ),
    ...declarationsOf(member(configuration, 'root_module'), masks),
  ]
}

/** What a module of it declares: resources, outputs, variables and calls of modules, those of modules included. */
function declarationsOf(module: Json, masks: Masks, address = ''): readonly PlannedDeclaration[] {
  const named = (name: string) => (address === '' ? name : `${address}.${name}`)
  return [
    ...entriesAt(module, 'variables').map(([name, variable]) =>
      variableOf(named(`var.${name}`), variable, masks),
    ),
    ...listAt(module, 'resources').flatMap((resource) => {
      const declared = textAt(resource, 'address')
      if (declared === undefined) return []
      const own = declarationOf(named(declared), member(resource, 'expressions'), masks)
      const references = referencesOf(member(resource, 'expressions'))
      return [{ ...own, references, arguments: [...own.arguments, ...repetitionOf(resource)] }]
    }),
    ...entriesAt(module, 'outputs').map(([name, output]) => outputOf(named(`output.${name}`), output, masks)),
    ...entriesAt(module, 'module_calls').flatMap(([name, call]) =>
      callOf(named(`module.${name}`), call, masks),
    ),
  ]
}

function declarationOf(declared: string, expressions: Json, masks: Masks): PlannedDeclaration {
  const constants = new Map<string, Value>()
  takeConstants(expressions, [], { constants, masks })
  return { declared, constants, arguments: isObject(expressions) ? Object.keys(expressions) : [] }
}

/** `aws_s3_bucket.raw[0].id`, which a plan lists before the resource that it is of. */
const ofResource =
  /^(?!(?:var|local|module|each|count|self|path|terraform|data)\.)[\w-]+\.[\w-]+(?:\[\d{1,9}\])?\.[\w-]+$/

function referencesOf(expressions: Json): ReadonlyMap<string, readonly string[]> {
  const found = (isObject(expressions) ? Object.entries(expressions) : []).map(
    ([name, expression]): [string, string[]] => {
      const named = isObject(expression) ? listAt(expression, 'references') : []
      return [name, named.filter((each) => typeof each === 'string' && ofResource.test(each)).map(String)]
    },
  )
  return new Map(found.filter(([, references]) => references.length > 0))
}

function variableOf(declared: string, variable: Json, masks: Masks): PlannedDeclaration {
  const isSensitive = member(variable, 'sensitive') === true
  const standard = member(variable, 'default')
  const constants = new Map<string, Value>()
  if (standard !== undefined && !isSensitive) constants.set('default', plain(standard, masks))
  return { declared, constants, arguments: standard === undefined ? [] : ['default'], sensitive: isSensitive }
}

function outputOf(declared: string, output: Json, masks: Masks): PlannedDeclaration {
  const constants = new Map<string, Value>()
  takeConstants(member(output, 'expression'), ['value'], { constants, masks })
  return { declared, constants, arguments: ['value'], sensitive: member(output, 'sensitive') === true }
}

function callOf(declared: string, call: Json, masks: Masks): readonly PlannedDeclaration[] {
  const own = declarationOf(declared, member(call, 'expressions'), masks)
  const source = textAt(call, 'source')
  const constants = new Map([
    ...own.constants,
    ...(source === undefined ? [] : [['source', source] as const]),
  ])
  const repeated = { ...own, constants, arguments: [...own.arguments, ...repetitionOf(call)] }
  return [repeated, ...declarationsOf(member(call, 'module'), masks, declared)]
}

function repetitionOf(declaration: Json): readonly string[] {
  return ['count', 'for_each'].filter((name) => member(declaration, `${name}_expression`) !== undefined)
}

interface Taking {
  readonly constants: Map<string, Value>
  readonly masks: Masks
}

/** Blocks are lists of expressions, or one object of them; an expression that is no literal has references or nothing. */
function takeConstants(expression: Json, path: Path, taking: Taking): void {
  if (Array.isArray(expression)) {
    for (const [i, block] of expression.entries()) takeConstants(block, [...path, i], taking)
  } else if (isObject(expression)) {
    if (Object.hasOwn(expression, 'constant_value')) {
      taking.constants.set(pathText(path), plain(expression.constant_value, taking.masks))
    } else if (!Array.isArray(expression.references)) {
      for (const [name, inner] of Object.entries(expression)) takeConstants(inner, [...path, name], taking)
    }
  }
}

function plain(raw: Json, masks: Masks): Value {
  return markedValue(raw, { sensitive: undefined }, masks)
}
