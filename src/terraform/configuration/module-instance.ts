import type { ProviderBlock } from '../../core/terraform/configuration.ts'
import { isUnknown, type Unknown, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { evaluate } from '../evaluate/evaluate.ts'
import { settled } from '../evaluate/failure.ts'
import type { Expression } from '../hcl/syntax.ts'
import { CallNode } from './calls.ts'
import { evaluateIn, through } from './evaluating.ts'
import type { Evaluation } from './evaluation.ts'
import { type Frame, noNames, type Setting } from './frame.ts'
import { Lazy, remembered } from './lazy.ts'
import { attributeOf, type Declaration, type ModuleCode, placeOf } from './module-code.ts'
import { ResourceNode } from './resources.ts'
import { constantScope } from './scopes.ts'
import { constraintOf, converted } from './types.ts'
import type { Variables } from './variable-files.ts'

/** How a module came to be evaluated. */
export interface Entry {
  readonly address: string
  readonly declared: string
  /** Headers of the calls that lead here. */
  readonly calls: readonly Place[]
  /** Directories of the modules around it, outermost first. */
  readonly ancestors: readonly string[]
  readonly settings: Settings
  /** Why it is not known how many of it there are. */
  readonly uncertain?: Unknown
}

/** What gives the variables of a module their values. */
export type Settings =
  | { readonly kind: 'files'; readonly files: Variables }
  | { readonly kind: 'call'; readonly call: Declaration; readonly frame: Frame }

export interface Variable {
  readonly value: Value
  /** What gave it the value, its default included. */
  readonly setBy?: Setting
  readonly isDefault: boolean
}

/** One directory of code, entered once: by `terraform plan` or by one instance of one call. Everything in it is found out when it is asked for. */
export class ModuleInstance {
  readonly evaluation: Evaluation
  readonly code: ModuleCode
  readonly entry: Entry
  readonly frame: Frame
  /** Provider configurations, evaluated. */
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

  get address(): string {
    return this.entry.address
  }

  get declared(): string {
    return this.entry.declared
  }

  get uncertain(): Unknown | undefined {
    return this.entry.uncertain
  }

  variable(name: string): Variable | undefined {
    const declaration = this.code.variables.get(name)
    if (!declaration) return undefined
    const make = () =>
      new Lazy<Variable>(
        () => this.#variable(name, declaration),
        () => ({ value: this.cycle(`var.${name}`, declaration), isDefault: false }),
      )
    return remembered(this.#variables, name, make).get()
  }

  local(name: string): Value | undefined {
    const written = this.code.locals.get(name)
    if (!written) return undefined
    const make = () =>
      new Lazy(
        () => evaluateIn(this.frame, written),
        () => this.#selfReference(`local.${name}`, placeOf(written)),
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
        () => this.cycle(`output.${name}`, declaration),
      )
    return remembered(this.#outputs, name, make).get()
  }

  resource(name: string): ResourceNode | undefined {
    const declaration = this.code.resources.get(name)
    return declaration && remembered(this.#resources, name, () => new ResourceNode(this, name, declaration))
  }

  call(name: string): CallNode | undefined {
    const declaration = this.code.calls.get(name)
    return declaration && remembered(this.#calls, name, () => new CallNode(this, name, declaration))
  }

  /** What refers to itself has no value. */
  cycle(what: string, { path, block }: Declaration): Unknown {
    return this.#selfReference(what, { path, range: block.header })
  }

  #selfReference(what: string, place: Place): Unknown {
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
    const place = { path: declaration.path, range: declaration.block.header }
    if (!written) return { value: unknown(`var.${name} has no value here`, place), isDefault: false }
    const value = this.#constant(written.path, written.node.value)
    return { value: this.#fitted(name, value, declaration), setBy: { written }, isDefault: true }
  }

  /** A file of variables that could not be read may set any of them. */
  #unread(name: string, { path, block }: Declaration): Unknown | undefined {
    const { settings } = this.entry
    const unread = settings.kind === 'files' ? settings.files.unread : undefined
    const place = { path, range: block.header }
    return unread === undefined
      ? undefined
      : unknown(`var.${name} may be set in ${unread}, which could not be read`, place)
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
    const place = { path: declaration.path, range: declaration.block.header }
    return through(fitted, { text: `var.${name} is not of its type`, place })
  }
}
