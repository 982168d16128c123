import type { Client } from './app-client.ts'
import { at, type Repo } from './pull.ts'

/** The zip of an artifact, or why it is not to be had, as a clause. */
export type Download = { readonly zip: Buffer } | { readonly refused: string }

const longestMs = 60_000

/**
 * Downloads an artifact, never more of it than so many bytes. GitHub answers with an address on another host, which is asked without our
 * token. Failed requests to GitHub are thrown.
 */
export async function downloadArtifact(
  client: Client,
  repo: Repo,
  { id, mostBytes }: { readonly id: number; readonly mostBytes: number },
): Promise<Download> {
  const { headers } = await client.rest.actions.downloadArtifact({
    ...{ ...at(repo), artifact_id: id, archive_format: 'zip' },
    request: { redirect: 'manual' },
  })
  const address = headers.location
  if (address === undefined || !/^https?:/.test(address))
    return { refused: 'GitHub did not say where it is stored' }
  try {
    return await stored(address, mostBytes)
  } catch {
    // The address is as good as a key, and the message of a failure may hold it.
    return { refused: unreachable }
  }
}

/** What another try may mend. */
export const unreachable = 'the storage it lies in did not answer'

async function stored(address: string, mostBytes: number): Promise<Download> {
  const answer = await fetch(address, { signal: AbortSignal.timeout(longestMs) })
  if (!answer.ok || !answer.body) {
    await answer.body?.cancel()
    return { refused: answer.status >= 500 ? unreachable : `its storage answered ${answer.status}` }
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body) {
    length += chunk.byteLength
    // Leaving the loop cancels the rest.
    if (length > mostBytes) return { refused: 'it is larger than GitHub said' }
    chunks.push(chunk)
  }
  return { zip: Buffer.concat(chunks) }
}
