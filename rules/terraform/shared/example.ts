import { written } from './written.ts'

/** A resource block for an example, by its address: `example('google_pubsub_topic.orders', 'name = "orders"')`. */
export function example(address: string, ...lines: readonly string[]): string {
  const [type = '', name] = address.split('.')
  return written(type, lines.join('\n'), name)
}

/** The page of a resource in the documentation of a provider: `providerPage('google_pubsub_topic')`. */
export function providerPage(resource: string): string {
  const [provider = '', ...name] = resource.split('_')
  return `https://registry.terraform.io/providers/hashicorp/${provider}/latest/docs/resources/${name.join('_')}`
}
