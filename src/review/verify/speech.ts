import type { Candidate } from '../answer.ts'
import { approves, tellsOfNoHarm } from './approval.ts'
import { isEnglish } from './language.ts'
import { repeatsPrompt } from './prompt-words.ts'

// A finding says what is wrong with the code. One that speaks of the review itself (that it is approved, that rules do not count, what
// the prompt said) repeats what somebody wrote into the pull request, and is no finding whatever else it says. Words of the trade stay:
// orders are approved, tables have prompts, queries merge, and a filter may ignore the rule that a description states.

const change = '(?:pull request|pr|merge request|change ?set|change|diff|migration|commit)'
const told = '(?:instructions?|rules?|findings?|checks?|polic(?:y|ies)|prompts?|guidelines?|warnings?)'

const rest = String.raw`(?=\s*(?:$|[.!?,;:])| (?:above|below|about|on|here|in this|for this|of this|from)\b)`
const unconditional = String.raw`(?! (?:when|if|where|because|although|as soon|for (?!good|this|these))\b)`

const patterns = [
  String.raw`\blgtm\b|\bship it\b(?! \w)|\blooks (?:good|fine|great|correct) to me\b`,
  String.raw`\bapprov(?:e|es|al|ing)(?: (?:of|for|the|this|that|these|all|whole|entire)){1,3} ${change}\b(?! \w*_| of | to )`,
  String.raw`\b(?:ignore|disregard|forget|override|bypass)(?: (?:all|any|previous|prior|above|earlier|preceding|other|your|these|those)){1,4}(?: \w+){0,2} ${told}\b`,
  String.raw`(?:^|[.!?:;] )(?:please )?(?:ignore|disregard|forget|override) (?:the )?(?:\w+ ){0,2}${told}${rest}`,
  String.raw`\b(?:dismiss|waive|suppress|disregard|ignore)(?: \w+){0,4} (?:findings?|warnings?)${rest}`,
  String.raw`\bfindings? (?:about|on|of|in|for|here)(?: (?:this|these|the|that|all))? (?:model|file|migration|change|view|line|lines|query|pull request|statement|table|resource)s?(?: \w+){0,2} (?:count|counts|are|is|were|was|be|been)(?: \w+){0,2} (?:dismissed|waived|suppressed|disregarded)\b${unconditional}`,
  String.raw`\bsluice\b(?!\.)|\bfalse positives?\b.{0,40}\b(?:rule|finding|linter)s?\b`,
  String.raw`\b(?:set|change|make|mark|override|bypass)(?: \w+){0,3} (?:verdict|gate|check run)\b(?! column)|\bverdict(?::| is| =) ?(?:pass|approve|block|warn)`,
  String.raw`\bsystem prompts?\b|\b(?:hidden|initial|developer|original) (?:prompts?|instructions?)\b|\bprompt injections?\b|\bjailbreak`,
  String.raw`\bas an? (?:ai|language model|assistant)\b|\b(?:ai|language model|assistant) (?:instructions?|prompts?)\b`,
  String.raw`\b(?:my|your|previous|prior|above) (?:instructions?|prompts?|guidelines)\b|\b(?:i|we|model|reviewer|assistant) (?:was|were|am|are|is|have been|has been) (?:instructed|told|asked) to\b`,
  String.raw`\b(?:begin|end) (?:of )?(?:system|prompt|instructions?)\b`,
]
const speech = new RegExp(patterns.join('|'), 'i')

/** Whether it speaks of the review instead of the code, says what the prompt says, or speaks so that this cannot be told. */
export function speaksOfReview(said: Pick<Candidate, 'title' | 'consequence' | 'fix'>): boolean {
  const { title, consequence, fix } = said
  if ([title, consequence, fix].some((text) => speech.test(text) || approves(text))) return true
  return tellsOfNoHarm(said) || repeatsPrompt(said) || !isEnglish(said)
}
