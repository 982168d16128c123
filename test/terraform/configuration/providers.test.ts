import { expect, test } from 'vitest'
import { read } from '../../../src/core/terraform/read.ts'
import { configuration, resource, type Texts } from './tree.ts'

/** The region of the provider that a resource uses. */
function region(texts: Texts | string, address: string) {
  const { provider } = resource(configuration(texts), address)
  return provider && read(provider, 'region').value
}

const providers = `provider "aws" { region = "eu-west-1" }
  provider "aws" {
    alias = "west"
    region = "us-west-2"
  }`

test('a resource uses the provider of its type, or the one it names', () => {
  expect(region(`${providers}\nresource "aws_s3_bucket" "b" {}`, 'aws_s3_bucket.b')).toBe('eu-west-1')
  expect(
    region(`${providers}\nresource "aws_s3_bucket" "b" { provider = aws.west }`, 'aws_s3_bucket.b'),
  ).toBe('us-west-2')
  expect(region(`${providers}\nresource "google_sql" "b" {}`, 'google_sql.b')).toBeUndefined()
})

test('a called module inherits the default provider, and gets others by name', () => {
  const called = (call: string, code: string) =>
    region(
      { 'main.tf': `${providers}\nmodule "m" {\n source = "./m"\n ${call}\n}`, 'm/main.tf': code },
      'module.m.aws_s3_bucket.b',
    )
  expect(called('', 'resource "aws_s3_bucket" "b" {}')).toBe('eu-west-1')
  expect(called('providers = { aws = aws.west }', 'resource "aws_s3_bucket" "b" {}')).toBe('us-west-2')
  expect(
    called('providers = { aws.other = aws.west }', 'resource "aws_s3_bucket" "b" { provider = aws.other }'),
  ).toBe('us-west-2')
  expect(called('', 'resource "aws_s3_bucket" "b" { provider = aws.west }')).toBeUndefined()
})

test('providers are in the configuration with their alias, blocks and values', () => {
  const { providers: found } = configuration(`locals { team = "data" }
    provider "aws" {
      alias = "west"
      default_tags { tags = { Team = local.team } }
    }`)
  expect(found[0]).toMatchObject({ name: 'aws', alias: 'west', module: '' })
  expect(found[0] && read(found[0], 'default_tags.tags.Team').value).toBe('data')
})

test('terraform blocks are the settings', () => {
  const { settings } = configuration(`terraform {
      required_version = ">= 1.5"
      required_providers { aws = { source = "hashicorp/aws", version = "~> 5.0" } }
      backend "s3" { encrypt = true }
    }`)
  const [block] = settings
  expect(block && read(block, 'required_providers.aws.version').value).toBe('~> 5.0')
  expect(block && read(block, 'backend.encrypt').value).toBe(true)
  expect(block?.blocks.find(({ type }) => type === 'backend')?.labels).toEqual(['s3'])
})
