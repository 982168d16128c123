/** The one page of the set-up: a form that hands the manifest to GitHub. No scripts, nothing from elsewhere. */
export function setUpPage(action: string, manifest: object): string {
  const value = escaped(JSON.stringify(manifest))
  return page(`<p>This makes a GitHub App of your own, with the permissions Sluice needs and no more. It cannot write to any code.
On the next page GitHub asks for a name.</p>
<form method="post" action="${escaped(action)}"><input type="hidden" name="manifest" value="${value}">
<button>Make the App on GitHub</button></form>`)
}

function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sluice</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}</style>
<h1>Sluice</h1>
${body}
</html>
`
}

export const paragraph = (text: string) => page(`<p>${escaped(text)}</p>`)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
