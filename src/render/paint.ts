import type { Enforcement } from '../core/finding.ts'
import type { Blockade } from '../core/lock-conflicts.ts'
import type { Verdict } from '../core/report.ts'

/** Colours by meaning; each function gives its text back when colour is off. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly enforcement: (enforcement: Enforcement, text: string) => string
  readonly blockade: (blockade: Blockade | 'nothing', text: string) => string
  readonly verdict: (verdict: Verdict, text: string) => string
}

export function paint(colour: boolean): Paint {
  const style = (code: string) => (text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const [red, yellow, cyan, green] = [style('31'), style('33'), style('36'), style('32')]
  const [boldRed, boldYellow, boldGreen] = [style('1;31'), style('1;33'), style('1;32')]
  const byEnforcement = { block: red, warn: yellow, info: cyan, off: green }
  const byBlockade = {
    everything: red,
    'all-but-reads': yellow,
    writes: yellow,
    'changed-rows': cyan,
    nothing: (text: string) => text,
  }
  const byVerdict = { block: boldRed, error: boldRed, warn: boldYellow, pass: boldGreen }
  return {
    bold: style('1'),
    dim: style('2'),
    enforcement: (enforcement, text) => byEnforcement[enforcement](text),
    blockade: (blockade, text) => byBlockade[blockade](text),
    verdict: (verdict, text) => byVerdict[verdict](text),
  }
}
