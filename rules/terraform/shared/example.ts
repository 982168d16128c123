/** A resource of an example, by its address: `written('google_pubsub_topic.orders', 'name = "orders"')`. */
export function written(address: string, ...lines: readonly string[]): string {
  const [type = '', name = 'main'] = address.split('.')
  const body = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`)
  return [`resource "${type}" "${name}" {`, ...body, '}', ''].join('\n')
}
