const idle = new Set(
  (
    'the and for are was were has have had this that these those with from into onto than then when while where which who whom whose will would can could should ' +
    'may might must not but its their there here all any each every some other such only also because since until after before over under about between both ' +
    'does did doing done being been very more most less least same does one two new now out off per via use used uses using make makes made get gets let lets ' +
    'table tables column columns row rows statement query queries database migration change changes changed value values file line'
  ).split(' '),
)

/** What a text is about, as stems of its words in lower case. */
function contentWords(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]{3,}/gu) ?? []
  return new Set(words.filter((word) => !idle.has(word)).map(stem))
}

/** How much of the shorter one's words the other has as well, from 0 to 1; 0 where it has fewer than `least`. */
export function likeness(one: string, other: string, least = 1): number {
  const [short, long] = [contentWords(one), contentWords(other)].sort((a, b) => a.size - b.size)
  if (!short || !long || short.size < Math.max(1, least)) return 0
  return [...short].filter((word) => long.has(word)).length / short.size
}

function stem(word: string): string {
  if (word.length < 5 || word.includes('_')) return word
  return word
    .replace(/(?:ing|ed|es|s|ly)$/, '')
    .replace(/(.)\1$/, '$1')
    .replace(/e$/, '')
}
