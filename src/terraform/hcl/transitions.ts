import type { Problem } from './building.ts'
import { type Frame, opened } from './frame.ts'
import type { CodeToken } from './scan.ts'

/** Takes a token in: what is open and what may come next changes. The problem, where the token cannot stand there. */
export function after(token: CodeToken, frame: Frame, frames: Frame[]): Problem | undefined {
  if (frame.ends) return inText(token, frame, frames)
  if (token.kind === 'strange') return unexpected(token)
  switch (frame.state) {
    case 'item':
      return item(token, frame, frames)
    case 'named':
    case 'labelled':
      return header(token, frame, frames)
    case 'member':
      frame.state = 'operator'
      return ['word', 'number'].includes(token.kind) || token.text === '*' ? undefined : unexpected(token)
    case 'operand':
      return operand(token, frame, frames)
    case 'operator':
      return operator(token, frame, frames)
  }
}

function inText(token: CodeToken, frame: Frame, frames: Frame[]): Problem | undefined {
  if (token.kind === 'value' || token.kind === 'directive') {
    frames.push(opened(token.kind, token.range))
    return undefined
  }
  if (token.kind === 'line') return { range: frame.opening, reason: 'this text does not end on its line' }
  if (token.kind === 'strange') return { range: token.range, reason: `\`${token.text}\` is no escape` }
  close(frames)
  return undefined
}

function item(token: CodeToken, frame: Frame, frames: Frame[]): Problem | undefined {
  if (token.kind === 'line') return undefined
  if (frame.kind === 'block' && token.text === '}') return close(frames)
  frame.state = 'named'
  return token.kind === 'word' ? undefined : unexpected(token)
}

/** Behind the name of an attribute or the type of a block. */
function header(token: CodeToken, frame: Frame, frames: Frame[]): Problem | undefined {
  if (token.text === '=' && frame.state === 'named') {
    frame.state = 'operand'
  } else if (token.text === '{') {
    frame.state = 'item'
    frames.push(opened('block', token.range))
  } else {
    frame.state = 'labelled'
    if (token.kind === 'quote') frames.push(opened('text', token.range, 'quote'))
    else if (token.kind === 'line') return { range: token.range, reason: '`=` or `{` is missing' }
    else if (token.kind !== 'word') return unexpected(token)
  }
  return undefined
}

const openers: Record<string, 'tuple' | 'object' | 'parentheses'> = {
  '[': 'tuple',
  '{': 'object',
  '(': 'parentheses',
}

const directives = new Set(['if', 'else', 'endif', 'for', 'endfor'])

function operand(token: CodeToken, frame: Frame, frames: Frame[]): Problem | undefined {
  const { kind, text } = token
  const inBody = frame.closer === '' || frame.kind === 'block'
  if (kind === 'line') return inBody ? { range: token.range, reason: 'an expression is expected' } : undefined
  if (['-', '!', '~'].includes(text)) return undefined
  if (frame.kind === 'directive' && directives.has(text)) return undefined
  if (!inBody && text === frame.closer) return close(frames)
  const opener = kind === 'mark' ? openers[text] : undefined
  if (frame.kind === 'index' && text === '*') frame.state = 'operator'
  else if (kind === 'word' && text === 'for' && !inBody) frame.loose = true
  else if (kind === 'quote') open(frame, frames, opened('text', token.range, 'quote'))
  else if (kind === 'heredoc') open(frame, frames, opened('heredoc', token.range, { word: token.word ?? '' }))
  else if (opener) open(frame, frames, opened(opener, token.range))
  else if (kind === 'word' || kind === 'number') frame.state = 'operator'
  else return unexpected(token)
  return undefined
}

function open(frame: Frame, frames: Frame[], inner: Frame): void {
  frame.state = 'operator'
  frames.push(inner)
}

const between = new Set(['*', '/', '%', '+', '-', '>', '>=', '<', '<=', '==', '!=', '&&', '||'])

function operator(token: CodeToken, frame: Frame, frames: Frame[]): Problem | undefined {
  const { kind, text } = token
  const inBody = frame.closer === '' || frame.kind === 'block'
  if (kind === 'line') return lineEnds(frame, inBody)
  if (text === frame.closer) return close(frames)
  if (between.has(text)) frame.state = 'operand'
  else if (text === '.') frame.state = 'member'
  else if (text === '[') open(frame, frames, opened('index', token.range))
  else if (text === '(') open(frame, frames, opened('call', token.range))
  else if (text === '?') ask(frame)
  else if (text === ':' && frame.questions > 0) answered(frame)
  else if (separates(token, frame)) frame.state = 'operand'
  else if (text !== '~' && text !== '...') return unexpected(token, missing(frame, inBody))
  return undefined
}

function lineEnds(frame: Frame, inBody: boolean): undefined {
  if (inBody) frame.state = 'item'
  else if (frame.kind === 'object' && !frame.loose) frame.state = 'operand'
  return undefined
}

function ask(frame: Frame): void {
  frame.questions++
  frame.state = 'operand'
}

function answered(frame: Frame): void {
  frame.questions--
  frame.state = 'operand'
}

/** What may stand between two operands of a frame, other than an operator. */
function separates({ text }: CodeToken, frame: Frame): boolean {
  if (frame.loose) return ['in', 'if', ',', ':', '=>', '='].includes(text)
  if (frame.kind === 'object') return text === '=' || text === ':' || text === ','
  return text === ',' && (frame.kind === 'tuple' || frame.kind === 'call')
}

function missing({ name, closer, opening }: Frame, inBody: boolean): string {
  return inBody || opening.end === 0 ? '' : `; ${name} before it asks for \`${closer}\``
}

function close(frames: Frame[]): undefined {
  frames.pop()
  return undefined
}

function unexpected({ range, text, kind }: CodeToken, more = ''): Problem {
  const what = kind === 'line' ? 'the end of the line' : kind === 'quote' ? 'a text' : `\`${text}\``
  return { range, reason: `${what} is not expected here${more}` }
}
