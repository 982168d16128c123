/** Limits of the SQL room: beyond them a text is reported as not read. */

/** Most UTF-16 units of one file. */
export const longestFile = 64 * 1024 * 1024

/** Most UTF-16 units of one statement given to the parser: its tree takes about a hundred times the text. */
export const longestStatement = 1024 * 1024

/**
 * Most UTF-16 units of a syntax tree as JSON. Far below what the thread's heap holds: a thread that runs out of heap can take the whole
 * process with it (V8 aborts when an allocation fails while the thread is torn down), so it must never come to that.
 */
export const largestTree = 48 * 1024 * 1024

/** Deepest nesting of parentheses; the parser's own stack ends at about 10,000. */
export const deepestNesting = 2_000

/** Deepest tree of expressions, queries and joins handed out: what reads it recurses too. Below that, parts are opaque. */
export const deepestTree = 1_000

/** Most statements read from one file. */
export const mostStatements = 200_000

/** Traps of the parser survived within one file; statements after the last are not read. */
export const mostTraps = 8

/** Bytes of WASM memory after which the parser is replaced by a small one; it starts at 128 MB of address space. */
export const largestEngine = 192 * 1024 * 1024

/** What goes to the thread at once. */
export const batchCharacters = 256 * 1024
export const batchFiles = 100

export const defaultTimeoutMs = 5_000
/** What a file's length adds to its time: several times what an ordinary file takes, for a machine that has other things to do. */
export const msPerCharacter = 0.005
export const defaultHeapMb = 1024

/** Longest time the thread may take to start. */
export const startMs = 30_000

/** Stack of the thread: deep expressions recurse in the parser and in its tree's readers. */
export const threadStackMb = 16
