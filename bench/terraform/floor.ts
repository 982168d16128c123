import { createRequire } from 'node:module'
import { Language, Parser } from 'web-tree-sitter'
import { codeOf } from './code.ts'
import { planOf } from './plan.ts'

// Run as a process of its own: what the same input costs by the parser alone.

const [work = '', size = '0'] = process.argv.slice(2)
const milliseconds =
  work === 'plan' ? json(planOf(Number(size))) : await trees([...codeOf(Number(size)).values()])
const { maxRSS, userCPUTime } = process.resourceUsage()
process.stdout.write(JSON.stringify({ milliseconds, megabytes: maxRSS / 1024, computed: userCPUTime / 1000 }))

async function trees(texts: readonly string[]): Promise<number> {
  const start = performance.now()
  await Parser.init()
  const wasm = createRequire(import.meta.url).resolve(
    '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm',
  )
  const parser = new Parser()
  parser.setLanguage(await Language.load(wasm))
  for (const text of texts) {
    const tree = parser.parse(text)
    if (!tree || tree.rootNode.hasError) throw new Error('a file was not parsed')
    tree.delete()
  }
  return performance.now() - start
}

function json(text: string): number {
  const start = performance.now()
  JSON.parse(text)
  return performance.now() - start
}
