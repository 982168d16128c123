import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Body, Configuration, Resource } from '../../../src/core/terraform/configuration.ts'
import { sameValue } from '../../../src/core/terraform/value.ts'
import { configuration, type Texts } from './tree.ts'

/** Code in which a variable decides about values, blocks, numbers and keys. */
const code: Texts = {
  'main.tf': `variable "x" {}
    locals {
      list = try(tolist(var.x), [var.x])
      pairs = { fixed = "f", given = var.x }
      sized = length(local.list) > 1
    }
    resource "t" "plain" {
      a = var.x
      b = "b-\${var.x}"
      c = local.pairs.fixed
      d = var.x == null ? "same" : "same"
      e = coalesce(var.x, "else")
      f = t.counted[*].n
      g = try(t.each["a"].n, "none")
      dynamic "block" {
        for_each = local.list
        content { v = block.value }
      }
      dynamic "fixed" {
        for_each = ["one"]
        content { v = var.x }
      }
    }
    resource "t" "counted" {
      count = local.sized ? 2 : 0
      n = count.index
      s = "same"
    }
    resource "t" "each" {
      for_each = toset(local.list)
      n = each.key
      o = module.m.fixed
    }
    module "m" {
      source = "./m"
      given = var.x
    }
    module "many" {
      source = "./m"
      for_each = local.pairs
      given = each.value
    }
    data "aws_iam_policy_document" "d" {
      statement { actions = ["s3:Get*"] }
      statement { actions = local.list }
    }
    resource "t" "policy" { policy = data.aws_iam_policy_document.d.json }`,
  'm/main.tf': `variable "given" {
      default = "default"
      nullable = false
    }
    resource "t" "in" { a = var.given }
    output "fixed" { value = "fixed" }
    output "given" { value = var.given }`,
}

const values = fc.oneof(
  fc.constantFrom('null', 'true', '""', '[]', '["a"]', '["a", "b"]', '{}', '5', '["a", null]'),
  fc.stringMatching(/^[a-z]{0,3}$/).map((text) => JSON.stringify(text)),
  fc
    .array(fc.constantFrom('"a"', '"b"', '"c"', '1', 'null'), { maxLength: 3 })
    .map((items) => `[${items.join()}]`),
)

test('what is known without the value of a variable is so for every value it can have', () => {
  const without = configuration(code)
  fc.assert(
    fc.property(values, (value) => {
      const given = configuration({ ...code, 'terraform.tfvars': `x = ${value}` })
      holds(without, given)
    }),
    { numRuns: 150 },
  )
})

function holds(without: Configuration, given: Configuration): void {
  for (const resource of without.resources) {
    const same = given.resources.filter(({ address, declared }) =>
      resource.uncertain ? declared === resource.declared : address === resource.address,
    )
    if (!resource.uncertain) expect(same.length, resource.address).toBe(1)
    for (const each of same) bodyHolds(resource, each, resource.address)
  }
  for (const resource of given.resources) expect(isForeseen(resource, without), resource.address).toBe(true)
}

function isForeseen({ address, declared }: Resource, { resources }: Configuration): boolean {
  return resources.some((each) => each.address === address || (each.uncertain && each.declared === declared))
}

function bodyHolds(without: Body, given: Body, where: string): void {
  for (const { name, value } of without.attributes.values()) {
    const other = given.attributes.get(name)?.value
    expect([where, name, sameValue(value, other)]).not.toEqual([where, name, 'no'])
  }
  const closed = without.blocks.filter(({ type }) => !without.open.has(type))
  const others = given.blocks.filter(({ type }) => !without.open.has(type))
  expect(others.map(({ type }) => type)).toEqual(closed.map(({ type }) => type))
  for (const [i, block] of closed.entries()) {
    const other = others[i]
    if (other) bodyHolds(block, other, `${where} ${block.type}`)
  }
}
