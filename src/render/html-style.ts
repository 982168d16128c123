/** The look of the page: system fonts, both colour schemes, readable when printed. */
export const style = `
:root { --text: #1b1f24; --muted: #59636e; --page: #fff; --raised: #f6f8fa; --line: #d1d9e0; --block: #b3261e; --warn: #8a5a00; --pass: #1a6b34; --info: #0b5cad; --added: #dcf5e3; --removed: #fde4e1 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ec; --muted: #9aa4ae; --page: #14181c; --raised: #1d2329; --line: #39424b; --block: #ff8a80; --warn: #e6b450; --pass: #7fd495; --info: #7db8f5; --added: #17381f; --removed: #43201d }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, sans-serif; overflow-wrap: anywhere }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1.1rem; margin: 2rem 0 .75rem }
h3 { font-size: 1rem; margin: 0 0 .25rem }
p, ul, article > div { margin: .4rem 0 }
ul { padding-left: 1.25rem }
header { border-left: 6px solid var(--pass); padding: .25rem 0 .25rem 1rem }
header.block, header.error { border-color: var(--block) }
header.warn { border-color: var(--warn) }
header.block h1, header.error h1 { color: var(--block) }
code, pre { font: .88em/1.5 ui-monospace, monospace }
code { background: var(--raised); border-radius: 4px; padding: .1em .3em }
pre { background: var(--raised); border-radius: 6px; padding: .6rem .8rem; overflow-x: auto; overflow-wrap: normal }
ins, del { text-decoration: none; display: inline-block; min-width: 100% }
ins { background: var(--added) }
del { background: var(--removed) }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
td { overflow-wrap: normal; border-top: 1px solid var(--line); padding: .4rem .75rem .4rem 0; vertical-align: top }
.kind { white-space: nowrap }
section h3 + div, section h3 + p { margin-top: .25rem }
section > h3 { margin-top: 1.5rem }
.timeline td:last-child { white-space: nowrap }
.plan th { text-align: left; color: var(--muted); font-size: .9rem; font-weight: normal; padding: .2rem .75rem .2rem 0 }
.plan td { overflow-wrap: anywhere }
.plan td:first-child { white-space: nowrap }
.plan td:nth-child(2) { min-width: 19rem }
.plan td:nth-child(3) { min-width: 12rem }
.plan td:nth-child(4) { min-width: 12rem }
.plan .loss .sign, .plan .loss b, .caution b { color: var(--block) }
.timeline th { text-align: left; white-space: nowrap; color: var(--muted); font-size: .9rem; font-weight: normal; padding: .2rem .75rem .2rem 0 }
.timeline td:first-child, .timeline th:first-child { text-align: right; padding-left: .75rem }
.timeline td:nth-child(3) { min-width: 14rem }
.timeline tbody.together { border-left: 3px solid var(--muted) }
.timeline .sign { font-size: 1.2em; line-height: 1 }
.timeline .everything .sign, p.fails b { color: var(--block) }
.timeline .writes .sign, .timeline .all-but-reads .sign { color: var(--warn) }
.timeline .changed-rows .sign { color: var(--info) }
article { border: 1px solid var(--line); border-left: 4px solid var(--info); border-radius: 6px; padding: .75rem 1rem; margin: .75rem 0 }
article.block { border-left-color: var(--block) }
article.warn { border-left-color: var(--warn) }
.where, footer, .count { color: var(--muted); font-size: .9rem; font-weight: normal }
summary { cursor: pointer; margin: .75rem 0; font-weight: 600 }
footer { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .75rem }
@media print { details::details-content { content-visibility: visible; block-size: auto } article { break-inside: avoid } }
`
