// Whether a sentence says that the change is in order. What it is said of decides: "this change is approved" is no finding, and "orders
// are approved twice" is one. So that each pattern begins where a sentence or a clause begins, with what it speaks of.

const strong = String.raw`(?:pull requests?|prs?|merge requests?|mrs?|change ?sets?|changes?|diffs?|patch(?:es)?|migrations?|commits?|gate|check run|ci|branch|scripts?|code|file|pipeline|quer(?:y|ies)|(?:code|security|peer) review)(?! of (?:an?|each|every|orders|their)\b)`
const adverbs = String.raw`(?: (?:already|now|fully|formally|all|both|also|really|perfectly|completely|absolutely|just|quite|very|simply|totally|entirely|explicitly|long|since|properly))*`
const place = String.raw`(?: (?:in|for|on|at|from|to|of|here|above|below|by)(?: (?!not\b|no\b)\w+){1,4}?)?`
const subject = String.raw`(?:(?:(?:this|that|the|these|those|your|our|whole|entire|all|of|whole) ){1,4}(?:(?!order\b)\w+ )?${strong}|these lines|lines? \d+(?: (?:to|and) \d+)?)${place}`
const pronoun = String.raw`(?:it|this|that|everything|everything here|all(?: of (?:it|this|that))?|these|nothing here)`
const is = String.raw`(?: (?:is|are|was|were|(?:has|have|had)${adverbs} been|looks?|seems?|appears?|got|gets|counts? as|should be|can be|may be|must be|is considered|is to be))`
const done = String.raw`(?:approved|accepted|signed[ -]off|cleared|vetted|white-?listed|pre-?approved|blessed|agreed(?: (?:on|upon|to))?|authori[sz]ed|green-?lit|okayed|waived|sanctioned|endorsed|certified|reviewed and \w+)`
const state = String.raw`(?:good|great|safe|fine|ready|ok|okay|alright|all right|sound|correct|harmless|clean|green|flawless|perfect|in order|well|unproblematic|intended|intentional|deliberate|by design|as it should be)(?![\w-])`
/** What follows takes it back, or says of something else that it is so. */
const unlimited = String.raw`(?! (?:\w+ )?(?:only|unless|until|although|though|even|but|except|as long|while|whenever|if|when|where|after|before|once|together|into|on|yet|in name|enough|to (?!be\b|go\b|merge|ship|land|me\b|us\b|approve|release|production)))`
const end = String.raw`(?=\s*$|,| as (?:it|is|they|written)\b| here\b| now\b| already\b| and\b| to me\b| overall\b)`
const people = String.raw`(?:(?:the|our|your|my|all|every) )?(?:[\w-]+ ){0,3}?(?:team|teams|owners?|reviewers?|maintainers?|dbas?|security|compliance|legal|board|committee|management|architects?|leads?|authors?|administrators?|admins?|auditors?|we|everyone|everybody|anthropic|claude)`
const it = String.raw`(?:it|this|that|everything|all of (?:it|this)|them|(?:this|these|the|that) (?:${strong}|lines))`
const grant = String.raw`(?:blessing|approvals?|sign-?offs?|consent|ok|okay|go-?ahead|green light|clearance|thumbs up|seal of approval|permission to (?:merge|go|ship))`
const enter = String.raw`(?:go|merge|ship|land|release|approve|be (?:merged|approved|shipped|released|landed|accepted))`
const soon = String.raw`(?=\s*$|,| now\b| as (?:it|is|they)\b| without\b| right\b| immediately\b| today\b| and\b| anyway\b| at once\b| safely\b| already\b| for\b)`

const whole = [
  // This change ...
  String.raw`${subject}${is}${adverbs} (?:${done}|${state}(?!.{0,100} (?:but|yet|except|though|although|however)\b))${unlimited}`,
  String.raw`(?:${subject}|${pronoun})(?: (?:has|have|had|got|carries|bears|enjoys|comes with))${adverbs} (?:(?!no\b|not\b|never\b)\w+ ){0,3}${grant}\b`,
  String.raw`(?:${subject}|${pronoun}|)(?:${is}|)${adverbs} ?(?:good|ready|safe|fine|clear|free|ok|okay|cleared|set) to ${enter}\b(?! (?:\w+ )?(?:on|by|into|with|to) )`,
  String.raw`${subject} (?:can|may|should|must|could|shall|will) (?:(?!not|never|only)\w+ ){0,2}?(?:be (?:merged|shipped|landed|approved|accepted|waved through|let through)|merge|go (?:in|live|ahead|out|through)|pass|land|ship)\b${unlimited}(?! with\b)`,
  String.raw`(?:${subject}|${pronoun}) (?:passe[sd]|has passed|have passed) (?:the |all |every |its |our )?(?:\w+ )?(?:gate|reviews?|checks|audits?|rules)\b`,
  String.raw`(?:${subject}|${pronoun}) (?:needs?|requires?) no (?:\w+ )?(?:changes?|reviews?|fix(?:es)?|actions?|attention|work|comments?)\b`,
  // It, this ...
  String.raw`${pronoun}${is}${adverbs} ${state}${end}`,
  String.raw`${pronoun}${is}${adverbs} ${done}(?: (?:in writing|beforehand|in advance|upstream|off|already))*(?=\s*$|,| and\b| by ${people}\b)`,
  String.raw`${pronoun} (?:can|may|should|must|could) (?:(?!not|never|only)\w+ )?(?:go (?:in|live|ahead|through)|pass|be (?:merged|waved through|let through|shipped|approved|accepted))${soon}`,
  // Of nothing, and so of all.
  String.raw`(?:already |all |fully |formally |was |has been )*${done}(?: (?:already|in writing|beforehand|off))*(?=\s*$|[,!]| by ${people}\b| for (?:merge|release|production))`,
  String.raw`(?:looks|seems|all|everything|all is|everything is|all looks|everything looks) (?:very |all |so )?(?:${state}|clear)(?=\s*$|,| to me| overall| here| and\b)`,
  String.raw`(?:good|fine|safe|ok|okay|great|perfect|clean|all good|all clear|correct)(?: as is| as it is| work| job| to me)?\s*$`,
  String.raw`(?:there (?:is|are|were|was) |i (?:see|found|have) |we (?:see|found|have) )?no (?:further |more |other |real |open |known )*(?:issues?|problems?|findings?|concerns?|defects?|objections?|errors?|bugs?)(?: (?:have been|were|was|are|is|could be))?(?: (?:found|detected|remain|identified|seen|here|at all|left|to report))*(?=\s*$|,| (?:in|with|by|during|against) (?:this|these|the (?:${strong}|review|analysis))\b| and\b)`,
  String.raw`(?:there (?:is|was) )?nothing (?:is |was )?(?:wrong|to (?:fix|change|report|see|do|add|worry about|complain about|object to)|else to say)(?: (?:here|with (?:it|this|these|the).{0,40}))?\s*$`,
  String.raw`(?:there (?:is|are) )?no (?:\w+ )?(?:review|action|change|fix|changes|further review|follow-?up)(?: (?:is|are))? (?:needed|required|necessary)\b`,
  String.raw`(?:there (?:is|are) )?no (?:(?:real|actual|negative|adverse|known) )?(?:risks?|harm|danger|impact|downsides?|effects?)(?: (?:here|at all|is done|to (?:users|data|production|anybody|anyone)|for (?:users|anybody|anyone)))*\s*$`,
  // Do ...
  String.raw`(?:just |simply |now |then |so |you can |you may |go ahead and |feel free to |safely )*(?:merge|approve|ship|land|accept|pass|wave|green-?light|sign off)(?: (?:on|off|through|in))?(?: (?:it|this|that|now|away|everything|all|through|in|off|as is|(?:this|the|these|that) (?:\w+ )?(?:${strong}|lines)))+${soon}`,
  String.raw`(?:you|we|i|reviewers?|anybody|everybody|octocat|[\w-]+) (?:can|may|should) (?:now |safely )?(?:merge|approve)\s*$`,
  String.raw`(?:proceed with|go on with) the (?:merge|release)\b`,
  String.raw`(?:merge|approve|ship it|go ahead|lgtm|(?:approve|merge|accept) and (?:approve|merge|ship|land|release))\s*$`,
  String.raw`(?:you can |just |now )*(?:hit|press|click|push|use) (?:the |on )?(?:merge|approve)(?: button)?\b`,
]

/** After `and` it may go on about the data that the sentence began with: only what can be said of nothing else. */
const furtherOn = [
  String.raw`(?:(?:is|are|it is|this is) )?${adverbs} ?(?:good|ready|clear|cleared|set) to (?:go|merge|be merged)(?=\s*$|,| now| as)`,
  String.raw`(?:it |this )?(?:can|may|should) (?:safely |now )?(?:go (?:in|live|ahead)|be merged)${soon}`,
  String.raw`${subject}${is}${adverbs} (?:${done}|${state}(?!.{0,100} (?:but|yet|except|though|although|however)\b))${unlimited}`,
]

const byPeople = [
  String.raw`${people}(?: (?:has|have|had|is|are|was))?${adverbs} (?:agreed?|signed|approved?|okayed|blessed|cleared|accepted|vetted|waived|consented|confirmed|endorsed?|happy|fine|ok|green-?lit)(?: (?:to|on|of|with|off|for))*(?: ${it})?(?: off)?(?=\s*$|,| already\b| in (?:writing|advance)| beforehand| as (?:it|is)\b| and\b)`,
  String.raw`${people} (?:gave|has given|have given|gives|give)(?: (?!no\b|not\b)\w+){0,3} ${grant}\b`,
]

const opener = String.raw`^(?:(?:and|but|so|because|since|also|please|then|yes|note that|note|moreover|besides|in short|therefore|hence|as|still)[, ]+)*`
const anyOf = (patterns: readonly string[]) => new RegExp(`${opener}(?:${patterns.join('|')})`, 'i')
const begins = anyOf([...whole, ...byPeople])
const goesOn = anyOf([...furtherOn, ...byPeople])

/** Whether it says of the change, or of nothing at all, that it is approved, in order or to be merged. */
export function approves(text: string): boolean {
  return sentencesOf(text).some((sentence) => {
    if (begins.test(sentence)) return true
    return sentence
      .split(/,? (?:and|so) |, (?:as|since|because) /)
      .some((clause, index) => index > 0 && goesOn.test(clause))
  })
}

const reviewing =
  /\b(?:approv\w+|accept(?:ed|able|ance|s)|blessings?|sign(?:ed|s)?[ -](?:\w+ )?off|review\w*|merg(?:e|es|ed|ing)|pull requests?|prs?|clear(?:ed|ance|s)|vetted|audit\w*|agreed|agrees|harmless|exempt|risks?|fine|safe|go-ahead|thumbs up|green|confirm\w*|checked|attention|permitted|permission|ready|does what|okay|happy|endorse\w*|intended)(?![\w-])/i
const harm =
  /\b(?:wrong\w*|los(?:e|es|t|ing|s)|fail\w*|br(?:eak|oke)\w*|too|twice|again|more|less|fewer|multipl\w*|doubl\w*|duplicat\w*|several|miss\w*|vanish\w*|disappear\w*|drop\w*|skip\w*|leav\w*|left|inflat\w*|over\w+|under\w+|delet\w*|remov\w*|expos\w*|public|leak\w*|readable|open\w*|block\w*|lock\w*|wait\w*|stall\w*|slow\w*|cost\w*|empty|nulls?|zero|negative|never|not|nobody|cannot|\w+n't|instead|without|only|stale|old|corrupt\w*|invalid|error\w*|mis\w+|shift\w*|late|early|ignor\w*|hidden|un\w+|still|although|before|until|fall\w*|grow\w*|rise\w*|shrink\w*|mix\w*|become\w*|turn\w*|other|another|one|two|every|all|any|anyone|anybody|whole|stop\w*|hang\w*|timeout|refus\w*|reject\w*|stay\w*|remain\w*|keep\w*|change[sd]|differ\w*|paid|billed|charged|sent|late\w*|bad\w*|weak\w*|insecure|plain|plaintext|exact\w*|round\w*|cut\w*|truncat\w*|overflow\w*|destroy\w*|replac\w*|restart\w*|down|outage|after|same|running|off|sink\w*|jump\w*|spread\w*|compared?|alike|hit|harm\w*|hurt\w*)\b/i

/** Whether it speaks of reviews and approvals and tells of nothing bad that happens. */
export function tellsOfNoHarm({
  title,
  consequence,
  fix,
}: Record<'title' | 'consequence' | 'fix', string>): boolean {
  return reviewing.test(`${title} ${consequence} ${fix}`) && !harm.test(`${title} ${consequence}`)
}

/** A point within a name or a number ends none. */
function sentencesOf(text: string): readonly string[] {
  return text
    .replace(/\s+/g, ' ')
    .split(/[.!?;:](?:\s|$)|\s[-\u2013\u2014]+\s|\s*[\u2014]\s*/)
    .map((sentence) => sentence.trim().replace(/^["'`*(]+|["'`*)!.]+$/g, ''))
    .filter((sentence) => sentence !== '')
}
