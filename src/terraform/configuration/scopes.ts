import { posix } from 'node:path'
import { isUnknown, type Reference, unknown, type Value } from '../../core/terraform/value.ts'
import type { Place } from '../../core/text.ts'
import { failed, settled } from '../evaluate/failure.ts'
import { follow } from '../evaluate/follow.ts'
import type { Scope, Traversal } from '../evaluate/scope.ts'
import { callValue } from './calls.ts'
import { passed } from './evaluating.ts'
import type { Frame } from './frame.ts'
import { directoryFrom } from './layout.ts'
import type { ModuleInstance } from './module-instance.ts'
import { below, resourceValue } from './resource-values.ts'
import { rendered } from './templates.ts'

/** What names mean in a file of a module. */
export function scopeOf(frame: Frame, path: string): Scope {
  const { module, names } = frame
  const { budget } = module.evaluation
  const scope: Scope = {
    path,
    budget,
    name(traversal) {
      const own = names.get(traversal.root)
      return own === undefined ? meaningOf(traversal, { module, scope }) : follow(own, traversal, scope)
    },
    below: (reference, traversal) => belowResource(reference, traversal, { module, scope }),
    file: (written) => fileText(module, written),
    render: (template, given) => rendered(template, given, module),
  }
  return scope
}

/** For what holds no names: lines of files of variables, defaults of variables. */
export function constantScope(module: ModuleInstance, path: string): Scope {
  const nothing = ({ range }: Traversal) => unknown('names mean nothing here', { path, range })
  return {
    path,
    budget: module.evaluation.budget,
    name: nothing,
    below: (_reference, traversal) => nothing(traversal),
  }
}

/** A traversal's surroundings. */
export interface At {
  readonly module: ModuleInstance
  readonly scope: Scope
}

export function placeIn({ range }: Traversal, { scope }: At): Place {
  return { path: scope.path, range }
}

/** What is left of a traversal after some steps. */
export function after(traversal: Traversal, steps: number): Traversal {
  return { ...traversal, steps: traversal.steps.slice(steps) }
}

function meaningOf(traversal: Traversal, at: At): Value {
  const [first] = traversal.steps
  const name = typeof first === 'string' ? first : ''
  switch (traversal.root) {
    case 'var':
    case 'local':
      return named(`${traversal.root}.${name}`, traversal, at)
    case 'module':
      return callValue(name, after(traversal, 1), at)
    case 'path':
      return follow(pathValue(name, at), after(traversal, 1), at.scope)
    case 'each':
    case 'count':
    case 'self':
    case 'ephemeral':
    case 'terraform':
      return unknown(`${traversal.root}.${name} is not known here`, placeIn(traversal, at))
    default:
      return resourceValue(traversal, at)
  }
}

function named(text: string, traversal: Traversal, at: At): Value {
  const { module, scope } = at
  const name = text.slice(text.indexOf('.') + 1)
  const value = traversal.root === 'var' ? module.variable(name)?.value : module.local(name)
  const place = placeIn(traversal, at)
  if (value === undefined) return undeclared(text, place, module)
  const found = follow(settled(value), after(traversal, 1), scope)
  const isOrigin = isUnknown(found) && found.because[0]?.text.startsWith(`${text} `)
  return isOrigin ? found : passed(found, { text: `${text} is not known`, place })
}

/** A name that no file declares is a mistake, unless a file could not be read. */
export function undeclared(text: string, place: Place, { code }: ModuleInstance): Value {
  const [unread] = code.unread
  return unread === undefined
    ? failed(`${text} is not declared in this module`, place)
    : unknown(`${text} may be declared in ${unread}, which could not be read`, place)
}

function pathValue(name: string, { module, scope }: At): Value {
  const { root } = module.evaluation
  if (name === 'root') return '.'
  if (name === 'module') return posix.relative(`/${root}`, `/${module.code.directory}`) || '.'
  return unknown(`path.${name} is known where Terraform runs`, {
    path: scope.path,
    range: { start: 0, end: 0 },
  })
}

function belowResource(reference: Reference, traversal: Traversal, at: At): Value {
  const resource = at.module.evaluation.resources.get(reference.address)
  if (!resource) return unknown(`${reference.address} is not known here`, placeIn(traversal, at))
  return below(resource, traversal, at)
}

/** Paths are relative to the root module, as where Terraform runs in its directory. */
function fileText({ evaluation }: ModuleInstance, written: string): string | undefined {
  const path = directoryFrom(evaluation.root, written)
  const text = path === undefined ? undefined : evaluation.texts.get(path)
  if (path !== undefined && text !== undefined) evaluation.taken.add(path)
  return text
}
