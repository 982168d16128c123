import type { ProviderBlock } from '../../core/terraform/configuration.ts'
import { isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { settled } from '../evaluate/failure.ts'
import type { Expression } from '../hcl/syntax.ts'
import { DeclaredCall } from './calls.ts'
import { through } from './chain.ts'
import { constantScope } from './constant-scope.ts'
import { attributeOf, type Declaration, headerOf, placeOf } from './declaration.ts'
import { evaluateIn } from './evaluating.ts'
import {
  type CallNode,
  type Entry,
  type Evaluation,
  type Frame,
  type ModuleInstance,
  noNames,
  type ResourceNode,
  type Setting,
  type Variable,
} from './evaluation.ts'
import { Lazy, remembered } from './lazy.ts'
import type { ModuleCode } from './module-code.ts'
import { DeclaredResource } from './resources.ts'
import { constraintOf, converted } from './types.ts'

export class EnteredModule implements ModuleInstance {
  readonly evaluation: Evaluation
  readonly code: ModuleCode
  readonly entry: Entry
  readonly frame: Frame
  readonly providers = new Map<string, ProviderBlock>()
  readonly #variables = new Map<string, Lazy<Variable>>()
  readonly #locals = new Map<string, Lazy<Value>>()
  readonly #outputs = new Map<string, Lazy<Value>>()
  readonly #resources = new Map<string, ResourceNode>()
  readonly #calls = new Map<string, CallNode>()

  constructor(evaluation: Evaluation, code: ModuleCode, entry: Entry) {
    this.evaluation = evaluation
    this.code = code
    this.entry = entry
    this.frame = { module: this, names: noNames }
  }

  variable(name: string): Variable | undefined {
    const declaration = this.code.variables.get(name)
    if (!declaration) return undefined
    const make = () =>
      new Lazy<Variable>(
        () => this.#variable(name, declaration),
        () => ({ value: this.cycle(`var.${name}`, headerOf(declaration)), isDefault: false }),
      )
    return remembered(this.#variables, name, make).get()
  }

  local(name: string): Value | undefined {
    const written = this.code.locals.get(name)
    if (!written) return undefined
    const make = () =>
      new Lazy(
        () => evaluateIn(this.frame, written),
        () => this.cycle(`local.${name}`, placeOf(written)),
      )
    return remembered(this.#locals, name, make).get()
  }

  output(name: string): Value | undefined {
    const declaration = this.code.outputs.get(name)
    const written = declaration && attributeOf(declaration, 'value')
    if (!written) return undefined
    const make = () =>
      new Lazy(
        () => evaluateIn(this.frame, written),
        () => this.cycle(`output.${name}`, headerOf(declaration)),
      )
    return remembered(this.#outputs, name, make).get()
  }

  resource(name: string): ResourceNode | undefined {
    const declaration = this.code.resources.get(name)
    const make = (found: Declaration) => new DeclaredResource(this, { name, declaration: found })
    return declaration && remembered(this.#resources, name, () => make(declaration))
  }

  call(name: string): CallNode | undefined {
    const declaration = this.code.calls.get(name)
    const enter = (code: ModuleCode, entry: Entry) => new EnteredModule(this.evaluation, code, entry)
    const make = (found: Declaration) => new DeclaredCall(this, { name, declaration: found }, enter)
    return declaration && remembered(this.#calls, name, () => make(declaration))
  }

  cycle(what: string, place: Place): Unknown {
    this.evaluation.problems.tell(place, `${what} refers to itself, so its value is not known.`)
    return unknown(`${what} refers to itself`, place)
  }

  #variable(name: string, declaration: Declaration): Variable {
    const unread = this.#unread(name, declaration)
    if (unread) return { value: unread, isDefault: false }
    const setting = this.#settingOf(name)
    const given = setting && this.#given(setting)
    const takesNull = attributeOf(declaration, 'nullable')?.node.value
    const refusesNull = takesNull?.kind === 'literal' && takesNull.value === false
    if (setting && given !== undefined && !(given === null && refusesNull)) {
      return { value: this.#fitted(name, given, declaration), setBy: setting, isDefault: false }
    }
    return this.#defaulted(name, declaration)
  }

  #defaulted(name: string, declaration: Declaration): Variable {
    const written = attributeOf(declaration, 'default')
    const place = headerOf(declaration)
    if (!written) return { value: unknown(`var.${name} has no value here`, place), isDefault: false }
    const value = this.#constant(written.path, written.node.value)
    return { value: this.#fitted(name, value, declaration), setBy: { written }, isDefault: true }
  }

  /** A file of variables that could not be read may set any of them. */
  #unread(name: string, declaration: Declaration): Unknown | undefined {
    const { settings } = this.entry
    const unread = settings.kind === 'files' ? settings.files.unread : undefined
    return unread === undefined
      ? undefined
      : unknown(`var.${name} may be set in ${unread}, which could not be read`, headerOf(declaration))
  }

  #settingOf(name: string): Setting | undefined {
    const { settings } = this.entry
    if (settings.kind === 'files') {
      const written = settings.files.values.get(name)
      return written && { written }
    }
    const written = attributeOf(settings.call, name)
    return written && { written, frame: settings.frame }
  }

  #given({ written, frame }: Setting): Value {
    return frame ? evaluateIn(frame, written) : this.#constant(written.path, written.node.value)
  }

  #constant(path: string, expression: Expression): Value {
    return evaluate(expression, constantScope(this, path))
  }

  #fitted(name: string, value: Value, declaration: Declaration): Value {
    const type = attributeOf(declaration, 'type')
    const settledValue = settled(value)
    const fitted = converted(settledValue, constraintOf(type?.node.value), (expression) =>
      this.#constant(type?.path ?? declaration.path, expression),
    )
    if (!isUnknown(fitted) || isUnknown(value)) return fitted
    return through(fitted, { text: `var.${name} is not of its type`, place: headerOf(declaration) })
  }
}
