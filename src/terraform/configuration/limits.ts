/** Instances that one block makes by `count` or `for_each`: more are told as one of which the number is not known. */
export const mostOfOne = 1_000

/** Instances of resources, modules and dynamic blocks in one configuration. Modules beyond are not entered. */
export const mostInAll = 20_000

/** Modules inside modules. */
export const deepestModule = 32

/** Variable files by name with which one root module is evaluated, each on its own. */
export const mostVariableFiles = 8

/** Problems told of one configuration. */
export const mostProblems = 100

/** Reasons in the chain of one unknown. */
export const longestChain = 12
