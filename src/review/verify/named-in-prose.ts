const dottedShape = /^(?:"[^"]+"|[\w$-]+)(?:\[[^[\]]*\])?(?:\.(?:"[^"]+"|[\w$*-]+)(?:\[[^[\]]*\])?)+$/
const fileName = /\.(?:sql|ya?ml|tf|tfvars|tofu|hcl|json|py|csv|md|txt|sh|js|ts|rb|java|xml|toml|parquet)$/i

/** Names between backticks that look like a column of a relation or the address of a resource. */
export function dottedNames(text: string): string[] {
  return [...text.matchAll(/`([^`]{1,300})`/g)].flatMap(([, span = '']) => {
    const name = span.trim()
    const isName = dottedShape.test(name) && !fileName.test(name) && !/(?:^|\.)\d/.test(name) && !isHost(name)
    return isName ? [name] : []
  })
}

const isHost = (name: string) => /\.(?:com|net|org|io|cloud|internal)$/i.test(name)

const proposal =
  /\b(?:add|adding|create|creating|introduce|introducing|called|named|rename [\w.$"`-]{1,150} to)\s+(?:(?:a|an|the|new|nullable|second|separate|temporary|generated|partial|unique|concurrent|column|table|view|index|model|constraint|resource|role|called|named)\s+)*[`"]?([\w.$-]{1,300})/gi

/** What a fix wants to be made: it need not exist. In lower case. */
export function proposedNames(fix: string): ReadonlySet<string> {
  return new Set([...fix.matchAll(proposal)].map(([, name = '']) => name.toLowerCase().replace(/\.+$/, '')))
}

/** Dotted names that stand in prose as they are. What begins a sentence after a point without a space is none. */
export function bareDottedNames(text: string): string[] {
  const names =
    withoutSpans(text).match(/(?<![\w.@/$-])[\w$]{1,130}(?:\.[\w$]{1,130}){1,3}(?![\w/(-])/g) ?? []
  return names.filter(
    (name) => !fileName.test(name) && !isHost(name) && !/\.(?:[A-Z][a-z]*|\d\w*)$/.test(name),
  )
}

/** Words that only names have: `patient_uuid`. A function that is called is none. */
export function underscoredWords(text: string): string[] {
  return text.match(/(?<![\w.@/$-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w$(-])/gi) ?? []
}

const withoutSpans = (text: string) => text.replace(/`[^`]*`/g, ' ')
