import { oneLine, visible } from '../render/visible.ts'

/** One line of the log for a person at a terminal: time, level, message, then what it is about. */
export function prettyLine(json: string): string {
  const { time, level, msg, err, ...about } = parsed(json)
  const facts = Object.entries(about).map(([key, value]) => `${key}=${plain(value)}`)
  const head = [String(time).slice(11, 19), String(level).toUpperCase().padEnd(5), plain(msg ?? '')]
  return `${oneLine([...head, ...facts].join(' '))}\n${stackOf(err)}`
}

function parsed(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>
  } catch {
    return { msg: json }
  }
}

function stackOf(err: unknown): string {
  if (typeof err !== 'object' || err === null) return ''
  const text = 'stack' in err && typeof err.stack === 'string' ? err.stack : JSON.stringify(err)
  return text
    .split('\n')
    .map((line) => `    ${visible(line)}\n`)
    .join('')
}

const plain = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
