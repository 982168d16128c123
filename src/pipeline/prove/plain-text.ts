/**
 * Why a text that a model wrote is not even tried: it hides something, leads elsewhere, or holds a placeholder of what did not leave.
 * Whatever the old texts hold, it may hold as well.
 */
export function hiddenIn(text: string, olds: readonly string[]): string | undefined {
  if (hidden.test(text.replaceAll(/\r\n|[\n\t]/g, ''))) return 'It holds characters that nobody sees.'
  const old = olds.join('\n')
  const found = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([match]) => match).find((match) => !old.includes(match))
  if (found(address) !== undefined) return 'It holds an address that the file did not hold.'
  if (found(placeholder) !== undefined)
    return 'It holds a placeholder of something that the model was not shown.'
  if (found(directive) !== undefined) return 'It speaks to tools that judge it.'
  return undefined
}

/** Control characters, and those that have no width or turn the direction of what stands beside them. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}\u115f\u1160\u3164\uffa0]/u

const address = /\bhttps?:\/\/[^\s"'<>]{1,500}/gi
const placeholder = /<[A-Z][A-Z_]{0,30}_\d{1,9}>/g
/** Comments by which people silence rules, here and in other tools. */
const directive =
  /\b(?:sluice|squawk|tfsec|checkov|trivy|tflint|sqlfluff|kics-scan)\s{0,5}:?\s{0,5}-?(?:ignore|disable|skip|noqa)[^\n]{0,200}/gi
