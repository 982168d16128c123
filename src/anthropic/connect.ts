import { Anthropic } from '@anthropic-ai/sdk'
import type { ModelConfiguration } from './configuration.ts'
import { openWire, type Wire } from './wire.ts'

const retries = 2

/** A client for one call, which says everything itself: the library would read what is left out from the environment or the disk. */
export function connect(
  { key, url }: Pick<ModelConfiguration, 'key' | 'url'>,
  milliseconds: number,
): { readonly client: Anthropic; readonly wire: Wire } {
  const wire = openWire(key.reveal(), performance.now() + milliseconds)
  const client = new Anthropic({
    ...{ apiKey: key.reveal(), baseURL: url, webhookKey: null, fetch: wire.fetch, maxRetries: retries },
    ...{ openTelemetry: false, logLevel: 'off' },
    // The library tries again what took this long; the caller's signal ends everything before.
    timeout: milliseconds + 60_000,
  })
  return { client, wire }
}
