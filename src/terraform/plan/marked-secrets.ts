import { isSecretByName, isSecretName } from '../../core/terraform/secret-names.ts'
import { pathText } from '../../core/terraform/value.ts'
import { entriesAt, type Json, listAt, member, memberAt, textAt } from './json.ts'
import { eitherMarked, markedParts } from './marked-value.ts'
import type { Secrets } from './secrets.ts'

/** Takes every secret that a plan's JSON names as one: by its trees of sensitivity, by `sensitive`, and variables by their names. */
export function takeMarkedSecrets(plan: Json, secrets: Secrets): void {
  takeVariables(plan, secrets)
  takeModule(memberAt(plan, 'configuration', 'root_module'), '', secrets)
  takeOutputs(plan, secrets)
  for (const key of ['resource_changes', 'resource_drift']) {
    for (const resource of listAt(plan, key)) takeChange(resource, secrets)
  }
  for (const deferred of listAt(plan, 'deferred_changes'))
    takeChange(member(deferred, 'resource_change'), secrets)
  takeValues(memberAt(plan, 'prior_state', 'values', 'root_module'), secrets)
  takeValues(memberAt(plan, 'planned_values', 'root_module'), secrets)
  for (const [, provider] of entriesAt(member(plan, 'configuration'), 'provider_config')) {
    takeConstants(member(provider, 'expressions'), '', secrets)
  }
}

function takeVariables(plan: Json, secrets: Secrets): void {
  const declared = memberAt(plan, 'configuration', 'root_module', 'variables')
  for (const [name, variable] of entriesAt(plan, 'variables')) {
    const value = member(variable, 'value')
    const origin = `the value of var.${name}`
    if (memberAt(declared, name, 'sensitive') === true) {
      secrets.addAll(value, `${origin}, which is sensitive`, isSecretName(name))
    } else if (typeof value === 'string' && isSecretByName(name, value)) {
      secrets.addAll(value, `${origin}, a secret by its name`, true)
    }
  }
}

/** Sensitive variables of modules with the literals they are given, defaults of sensitive variables, literals under names of secrets. */
function takeModule(module: Json, address: string, secrets: Secrets): void {
  for (const [name, variable] of entriesAt(module, 'variables')) {
    if (member(variable, 'sensitive') !== true) continue
    const origin = `the default of ${within(address, `var.${name}`)}, which is sensitive`
    secrets.addAll(member(variable, 'default'), origin, isSecretName(name))
  }
  for (const resource of listAt(module, 'resources'))
    takeConstants(member(resource, 'expressions'), '', secrets)
  for (const [name, call] of entriesAt(module, 'module_calls')) {
    const inner = member(call, 'module')
    const inside = within(address, `module.${name}`)
    for (const [argument, expression] of entriesAt(call, 'expressions')) {
      if (memberAt(inner, 'variables', argument, 'sensitive') !== true) continue
      const origin = `the value of ${inside}.var.${argument}, which is sensitive`
      secrets.addAll(member(expression, 'constant_value'), origin, isSecretName(argument))
    }
    takeModule(inner, inside, secrets)
  }
}

function takeConstants(expressions: Json, name: string, secrets: Secrets): void {
  if (Array.isArray(expressions)) for (const block of expressions) takeConstants(block, name, secrets)
  const constant = member(expressions, 'constant_value')
  if (typeof constant === 'string' && isSecretByName(name, constant)) {
    secrets.addAll(constant, `the literal of ${name}`, true)
  }
  if (typeof expressions !== 'object' || expressions === null || Array.isArray(expressions)) return
  for (const [key, inner] of Object.entries(expressions)) takeConstants(inner, key, secrets)
}

function takeOutputs(plan: Json, secrets: Secrets): void {
  for (const [name, change] of entriesAt(plan, 'output_changes')) takeSides(change, `output.${name}`, secrets)
  for (const values of [memberAt(plan, 'prior_state', 'values'), member(plan, 'planned_values')]) {
    for (const [name, output] of entriesAt(values, 'outputs')) {
      const isSensitive =
        member(output, 'sensitive') === true ||
        memberAt(plan, 'configuration', 'root_module', 'outputs', name, 'sensitive') === true
      if (isSensitive)
        secrets.addAll(member(output, 'value'), `the value of output.${name}, which is sensitive`)
    }
  }
}

function takeChange(resource: Json, secrets: Secrets): void {
  takeSides(member(resource, 'change'), textAt(resource, 'address') ?? 'a resource', secrets)
}

function takeSides(change: Json, address: string, secrets: Secrets): void {
  const marks = eitherMarked(member(change, 'before_sensitive'), member(change, 'after_sensitive'))
  for (const side of ['before', 'after']) takeMarked(member(change, side), marks, address, secrets)
}

function takeValues(module: Json, secrets: Secrets): void {
  for (const resource of listAt(module, 'resources')) {
    const address = textAt(resource, 'address') ?? 'a resource'
    takeMarked(member(resource, 'values'), member(resource, 'sensitive_values'), address, secrets)
  }
  for (const child of listAt(module, 'child_modules')) takeValues(child, secrets)
}

function takeMarked(raw: Json, tree: Json, address: string, secrets: Secrets): void {
  for (const part of markedParts(raw, tree)) {
    if (part.raw === null || part.raw === undefined) continue
    const last = part.path.findLast((key) => typeof key === 'string')
    const at = part.path.length === 0 ? address : `${address}.${pathText(part.path)}`
    secrets.addAll(part.raw, `the value of ${at}, which is sensitive`, isSecretName(String(last ?? '')))
  }
}

function within(module: string, name: string): string {
  return module === '' ? name : `${module}.${name}`
}
