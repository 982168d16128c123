import type { Candidate } from '../answer.ts'

// Findings are asked for in English. Words of approval can be looked for in one language and not in all of them, so that what is said in
// another is no finding. A title need be no sentence: that a text is in another language has to be seen, not that it is in English.

const set = (lines: readonly string[]) => new Set(lines.flatMap((line) => line.split(' ')))

/** Words of English, of its grammar and of this trade; of the latter as they begin. */
const english = set([
  'the and are not with that this these those which what who whose when where while than then from into its their of is to for by or in on at as',
  'each every any only because without between after before still never always cannot does did have had has would be been being was were too very',
  'should could can must may other same more most less twice once there they it one two both nothing nobody however whatever whether until no all',
])
const trade =
  /^(?:add|apply|bucket|becom|brok|chang|column|compar|count|custom|dat[ae]|defin|delet|divi|drop|duplic|every|export|fail|filter|group|join|key|leave|left|lock|lost|lose|make|many|match|merg|miss|move|null|order|payment|public|quer|read|refund|remov|replac|restrict|return|row|set|subtract|sum|table|test|too|total|unique|update|use|user|value|view|wrong|write|zero)/

/** Words of the grammar of other languages, none of them a word of English or of SQL. */
const foreign = set([
  'der das dem den des ein eine einen einem einer ist sind wird werden wurde wurden hat haben hatte nicht kein keine und oder für von mit auf aus bei durch dieser diese dieses alle wenn',
  'el los las un una unos es son fue fueron ha han ser está están por para con sin del al este esta estos estas que como y',
  'le la les une est sont été ont pas rien avec pour par dans cette ces ce du aux et ou qui sur',
  'het een deze dit niet geen door zijn wordt werd zonder voor naar als dat',
  'il lo gli uno sono stato stata stati non della dello delle questo questa che di per con',
  'os uma não são foi pelo pela sem mas esta este nenhum nenhuma',
  'nie jest są został została zostały przez dla oraz ta ten te ma się',
  'och är inte har av som det den ett utan ikke er og af til på denne',
  'bu ve bir için tarafından değil ei ole ja hyväksytty tämä nem ez egy és je byl byla není tato',
])

/** Whether no text of it is seen to be in another language, nor all together hold nothing of English. Code and names count for nothing. */
export function isEnglish({
  title,
  consequence,
  fix,
}: Pick<Candidate, 'title' | 'consequence' | 'fix'>): boolean {
  const texts = [title, consequence, fix].map(withoutCode)
  if (texts.some(isInOtherLetters)) return false
  const words = texts.map((text) => text.match(/[\p{L}\p{N}]+/gu) ?? [])
  if (words.some((all) => count(all, isForeign) > count(all, isOwn))) return false
  const all = words.flat()
  return all.length < longEnough || count(all, isOwn) > 0
}

/** Fewer words need hold nothing of English. */
const longEnough = 8

/** Without spans of code, placeholders, names with a point or an underscore, and calls. */
function withoutCode(text: string): string {
  return text
    .replace(/`[^`]*`/g, ' ')
    .replace(/<[A-Z]{2,8}_\d{1,9}>/g, ' ')
    .replace(/[\w$]+(?:[._][\w$]+)+/g, ' ')
    .replace(/\b\w+\([^()]*\)/g, ' ')
}

/** A literal that is quoted may be in any; a sentence may not. */
function isInOtherLetters(text: string): boolean {
  const others = text.match(/(?!\p{Script=Latin})\p{L}/gu)?.length ?? 0
  return others > 3 && others * 4 > (text.match(/\p{L}/gu)?.length ?? 0)
}

const count = (words: readonly string[], is: (word: string) => boolean) => words.filter(is).length

function isOwn(word: string): boolean {
  const lower = word.toLowerCase()
  return english.has(lower) || trade.test(lower)
}

/** Capitals in a row are a code: `ES`, `LA`. */
function isForeign(word: string): boolean {
  if (word === word.toUpperCase() && word.length > 1) return false
  return foreign.has(word.toLowerCase()) || /[^\p{ASCII}]/u.test(word)
}
