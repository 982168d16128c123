import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Counted, inputTokens, PromptCache } from './cache.ts'
import { type Fault, writeFaulty } from './faults.ts'
import { modelInfo, type ServedModel, servedModels } from './models.ts'
import { Refused } from './refused.ts'
import { eventsOf, messageOf, type Reply } from './reply.ts'
import { take } from './validate.ts'

export interface ModelServerOptions {
  /** What the model says; the question is the text of the last message. */
  readonly answer: (request: Asked) => Reply | Promise<Reply>
  readonly models?: readonly ServedModel[]
  /** Milliseconds since 1970, by which the cache forgets. */
  readonly clock?: () => number
}

export interface Asked {
  readonly model: string
  readonly system: readonly string[]
  readonly question: string
  /** JSON of the schema that was sent; empty without one. */
  readonly schema: string
}

/** A request as it came in. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

/** What the server charges for one message, in tokens. */
export interface Charged extends Counted {
  readonly model: string
  readonly output: number
}

/** A local stand-in for the Messages API; knows and refuses what the SDK's types say. */
export interface ModelServer {
  readonly url: string
  readonly key: string
  readonly requests: readonly Received[]
  readonly ledger: readonly Charged[]
  /** The next requests for a message fail so, each fault once and in this order. */
  fail(...faults: readonly Fault[]): void
  close(): Promise<void>
}

const version = '2026-10-21'

export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const key = 'sk-ant-test-0123456789abcdef'
  const requests: Received[] = []
  const state = {
    ...{ options, key, requests, ledger: [] as Charged[], faults: [] as Fault[] },
    models: options.models ?? servedModels,
    cache: new PromptCache(options.clock ?? Date.now),
  }
  const server = createServer((request, response) => {
    serve(state, request, response).catch((error) => refuse(response, error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    ...{ key, requests, ledger: state.ledger },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (...faults) => void state.faults.push(...faults),
    close: async () => {
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
}

interface State {
  readonly options: ModelServerOptions
  readonly key: string
  readonly requests: Received[]
  readonly ledger: Charged[]
  readonly faults: Fault[]
  readonly models: readonly ServedModel[]
  readonly cache: PromptCache
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url: path = '', headers } = request
  const text = Buffer.concat(await request.toArray()).toString()
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  state.requests.push({ method, path, headers, body })
  response.setHeader('request-id', `req_${state.requests.length}`)
  admit(state, headers)
  if (method === 'POST' && path === '/v1/messages') return message(state, body, response)
  if (method === 'POST' && path === '/v1/messages/count_tokens')
    return send(response, 200, { input_tokens: inputTokens(take(body, 'count')) })
  if (method === 'GET' && path === '/v1/models')
    return send(response, 200, { data: state.models.map(modelInfo), ...lastPage })
  const [, id] = /^\/v1\/models\/([^/?]+)$/.exec(path) ?? []
  if (method === 'GET' && id !== undefined)
    return send(response, 200, modelInfo(modelCalled(state, decodeURIComponent(id))))
  throw new Refused('Not found', 404, 'not_found_error')
}

const lastPage = { has_more: false, first_id: null, last_id: null }

function admit(state: State, headers: IncomingMessage['headers']): void {
  if (headers.authorization !== `Bearer ${state.key}`)
    throw new Refused('invalid bearer token', 401, 'authentication_error')
  if (headers['x-api-key'] !== undefined) throw new Refused('x-api-key: not known any more')
  if (headers['anthropic-version'] !== version) throw new Refused(`anthropic-version: write ${version}`)
}

function modelCalled({ models }: State, id: string): ServedModel {
  const found = models.find((model) => model.id === id && model.lifecycle !== 'retired')
  if (found) return found
  throw new Refused(`model: ${id}`, 404, 'not_found_error')
}

async function message(state: State, body: unknown, response: ServerResponse): Promise<void> {
  const request = take(body, 'create')
  const model = modelCalled(state, request.model)
  checkRoom(inputTokens(request), model)
  checkAbilities(body, model)
  const fault = state.faults.shift()
  if (fault && failsAtOnce(response, fault)) return
  const asked = {
    ...{ model: request.model, schema: request.format, system: request.system.map(({ text }) => text) },
    question: request.messages.at(-1)?.text ?? '',
  }
  const reply = await state.options.answer(asked)
  const counted = state.cache.use(request, model.leastCached ?? 1024)
  const made = messageOf(reply, request, counted, `msg_${state.requests.length}`)
  state.ledger.push({ ...counted, model: request.model, output: made.usage.output_tokens })
  if (!request.stream) return send(response, 200, made)
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  const events = eventsOf(made).join('')
  if (fault) return writeFaulty(response, events, fault)
  response.end(events)
}

/** Whether the fault is of the kind where no model is asked, and nothing charged. */
function failsAtOnce(response: ServerResponse, fault: Fault): boolean {
  if ('status' in fault) sendFault(response, fault)
  else if ('body' in fault) {
    response.writeHead(200, { 'content-type': fault.contentType ?? 'text/event-stream' })
    response.end(fault.body)
  } else if ('cutAfter' in fault && fault.cutAfter === 0) response.socket?.destroy()
  else return false
  return true
}

function checkRoom(tokens: number, { mostInput = 200_000 }: ServedModel): void {
  if (tokens > mostInput) throw new Refused(`prompt is too long: ${tokens} tokens > ${mostInput} maximum`)
}

function checkAbilities(body: unknown, model: ServedModel): void {
  const { thinking, output_config: config } = body as Record<string, Record<string, unknown> | undefined>
  if (config?.format && model.structuredOutputs === false)
    throw new Refused('output_config.format: not supported by this model')
  if (config?.effort && model.effort === false)
    throw new Refused('output_config.effort: not supported by this model')
  if (thinking?.type === 'adaptive' && model.adaptiveThinking === false)
    throw new Refused('thinking.type: adaptive thinking is not supported on this model')
}

function sendFault(response: ServerResponse, fault: Extract<Fault, { status: number }>): void {
  const { status, type = 'api_error', code, headers = {}, message = 'Words of the server.' } = fault
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  const details = code === undefined ? {} : { details: { error_code: code } }
  send(response, status, { type: 'error', error: { type, message, ...details } })
}

function refuse(response: ServerResponse, error: unknown): void {
  const { status, type } = error instanceof Refused ? error : { status: 500, type: 'api_error' }
  const message = error instanceof Error ? error.message : String(error)
  if (response.headersSent) return void response.destroy()
  send(response, status, { type: 'error', error: { type, message } })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
