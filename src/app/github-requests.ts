import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** Tells the status of every answer that this process gets from the API of GitHub, 0 where none came; gives the way to stop. Node publishes them, so no client needs to know. */
export function watchRequests(api: string, saw: (status: number) => void): () => void {
  const { origin } = new URL(api)
  const isOurs = (message: unknown): message is Message =>
    typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    (message as Message).request.origin === origin
  const answered = (message: unknown) => {
    if (isOurs(message)) saw(message.response?.statusCode ?? 0)
  }
  const failed = (message: unknown) => {
    if (isOurs(message)) saw(0)
  }
  subscribe('undici:request:headers', answered)
  subscribe('undici:request:error', failed)
  return () => {
    unsubscribe('undici:request:headers', answered)
    unsubscribe('undici:request:error', failed)
  }
}

interface Message {
  readonly request: { readonly origin?: string }
  readonly response?: { readonly statusCode: number }
}
