/** Limits of the Terraform room: beyond them a file, a root module or a plan is reported as not read. */

/** Most UTF-16 units of one file of code or variables: the longest ones that people write have some hundred thousand. */
export const longestFile = 5 * 1024 * 1024

/** Most UTF-16 units of a plan: those of thousands of resources have 50 MB. */
export const longestPlan = 64 * 1024 * 1024

/** Deepest nesting of a syntax tree or of JSON: what is built of it recurses, and so does what evaluates it. A pair of brackets takes three levels. */
export const deepestSyntax = 1_000

/** Most nodes of one file's syntax tree: a hundred bytes each, and ten times what a long file has. */
export const mostNodes = 1_000_000

/** Bytes of the parser at first, as it is built to want. */
export const startGrammarMemory = 32 * 1024 * 1024

/** Most bytes of the parser: the tree of a long file of short lines takes half of it. Beyond that its thread dies. */
export const mostGrammarMemory = 512 * 1024 * 1024

/** Bytes of the parser after which its thread is replaced, once nothing is asked of it: they never shrink. */
export const largeGrammarMemory = 192 * 1024 * 1024

/** Most embedded templates of a JSON file, each a parse of its own. */
export const mostTemplates = 100_000

/** What goes to the thread at once. */
export const batchCharacters = 256 * 1024
export const batchFiles = 100

/** What one file, root module or plan may take, and what its length adds: several times what is ordinary, for a machine that has other things to do. */
export const fileMs = 5_000
export const configurationMs = 15_000
export const planMs = 20_000
export const msPerCharacter = 0.005

/** Longest time the thread may take to start. */
export const startMs = 30_000

/** Megabytes of heap the thread may use, and of stack: nested expressions recurse where they are built and evaluated. */
export const heapMb = 1024
export const stackMb = 16
