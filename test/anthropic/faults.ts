import type { ServerResponse } from 'node:http'
import { written } from './reply.ts'

/** What goes wrong with one request for a message. */
export type Fault =
  /** An error as the API writes it. */
  | {
      readonly status: number
      readonly type?: string
      readonly code?: string
      readonly headers?: Readonly<Record<string, string>>
      /** Words of the server. */
      readonly message?: string
    }
  /** Answered with this body instead of events. */
  | { readonly body: string; readonly contentType?: string }
  /** The connection is cut: before anything is said, or behind so many characters of the stream. */
  | { readonly cutAfter: number }
  /** The stream ends in order behind so many characters. */
  | { readonly endAfter: number }
  /** An `error` event behind so many characters. */
  | { readonly errorEvent: string; readonly after: number }
  /** Behind so many characters nothing more is said until the promise is kept. */
  | { readonly pauseAfter: number; readonly until: Promise<void> }
  /** Text without end. */
  | { readonly flood: true }

/** Writes a stream with the fault in it; whatever was asked for is taken as answered up to there. */
export async function writeFaulty(response: ServerResponse, stream: string, fault: Fault): Promise<void> {
  if ('cutAfter' in fault) return cut(response, stream, fault.cutAfter)
  if ('endAfter' in fault) return void response.end(stream.slice(0, fault.endAfter))
  if ('errorEvent' in fault) {
    const body = { type: 'error', error: { type: fault.errorEvent, message: 'Words of the server.' } }
    // Between two events, not within one.
    response.write(stream.slice(0, stream.lastIndexOf('\n\n', fault.after) + 2))
    return void response.end(written('error', body))
  }
  if ('pauseAfter' in fault) {
    response.write(stream.slice(0, fault.pauseAfter))
    await fault.until
    return void response.end(stream.slice(fault.pauseAfter))
  }
  if ('flood' in fault) return flood(response, stream)
}

function cut(response: ServerResponse, stream: string, after: number): void {
  response.write(stream.slice(0, after), () => response.socket?.destroy())
}

function flood(response: ServerResponse, stream: string): void {
  const delta = {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'x'.repeat(4000) },
  }
  const piece = written(delta.type, delta)
  const pour = () => {
    while (!response.destroyed && response.write(piece));
  }
  response.on('drain', pour)
  response.write(stream.slice(0, stream.indexOf('event: content_block_delta')))
  pour()
}
