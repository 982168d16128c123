import type { Secret } from '../core/secret.ts'
import type { Configuration } from './configuration.ts'

/** Every text of this configuration that nobody may read. */
export function secretsOf(configuration: Configuration): string[] {
  const { privateKey, webhookSecret, store, rehearsal, model } = configuration
  const urls = [
    ...('url' in store ? [store.url] : []),
    ...(typeof rehearsal.place === 'string' ? [] : [rehearsal.place.keeper, rehearsal.place.runner]),
  ]
  const key = privateKey.reveal()
  const modelKey = model ? [model.key.reveal()] : []
  return [key, key.trim(), webhookSecret.reveal(), ...modelKey, ...urls.flatMap(withPassword)]
}

function withPassword(address: Secret): string[] {
  const url = address.reveal()
  const { password } = new URL(url)
  return [url, password, decoded(password)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return text
  }
}
