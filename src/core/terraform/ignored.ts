import type { Resource } from './configuration.ts'
import { read } from './read.ts'
import { isList, type Value } from './value.ts'

/** Whether Terraform leaves an attribute as it finds it, once the resource is made: `ignore_changes` names it, or all. */
export function isIgnored(resource: Resource, name: string): boolean {
  const ignored = read(resource, 'lifecycle.ignore_changes').value
  return ignored === 'all' || (isList(ignored) && ignored.some((each) => isWithin(each, name)))
}

const isWithin = (each: Value, name: string) =>
  typeof each === 'string' && (each === name || each.startsWith(`${name}[`) || each.startsWith(`${name}.`))
