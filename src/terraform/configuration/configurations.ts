import type { Configuration } from '../../core/terraform/configuration.ts'
import { startOfFile } from '../../core/text.ts'
import { Budget } from '../evaluate/budget.ts'
import { mayBeTakenIn } from '../wanted.ts'
import { Allowance } from './allowance.ts'
import { contentOf } from './assemble.ts'
import type { Evaluation } from './evaluation.ts'
import { directoryOf, isCodeFile, type Layout, layoutOf } from './layout.ts'
import { remembered } from './lazy.ts'
import type { ModuleCode } from './module-code.ts'
import { EnteredModule } from './modules.ts'
import { Problems } from './problems.ts'
import { reachedFrom, rootDirectories } from './roots.ts'
import { type Taken, takenIn } from './taken-files.ts'
import type { Tree } from './tree.ts'
import { isVariableFile, ownerOf, type Variables, variableFilesOf } from './variable-files.ts'

export type { Tree }

/** Directories of the root modules in which a changed file has a part, in order. The file itself may be gone. */
export function rootsIn(tree: Tree, changed: ReadonlySet<string>): readonly string[] {
  const layout = layoutIn(tree)
  const taken = takenIn(tree, layout)
  return rootDirectories(layout).filter((root) => {
    const reached = reachedFrom(layout, root)
    return [...changed].some((path) => hasPart(path, { root, reached, layout, taken }))
  })
}

/** One root module, evaluated: once for each of its named variable files, else once. */
export function configurationsOf(tree: Tree, root: string): readonly Configuration[] {
  const layout = layoutIn(tree)
  const code = layout.get(root)
  if (!code) return []
  const { choices, problems } = variableFilesOf(tree, layout, code)
  return choices.map((variables) => {
    const evaluation = evaluationOf(tree, layout, root)
    for (const problem of problems) evaluation.problems.add(problem)
    return configuration(evaluation, code, variables)
  })
}

function configuration(evaluation: Evaluation, code: ModuleCode, files: Variables): Configuration {
  const { root, layout, problems, taken } = evaluation
  const entry = {
    address: '',
    declared: '',
    calls: [],
    ancestors: [],
    settings: { kind: 'files', files },
  } as const
  const content = contentOf(new EnteredModule(evaluation, code, entry))
  if (!evaluation.budget.spend(0)) {
    const place = { path: code.paths[0] ?? root, range: startOfFile }
    problems.tellHidden(place, 'This root module is too large to be evaluated in full.')
  }
  const codePaths = [...reachedFrom(layout, root)].flatMap((directory) => layout.get(directory)?.paths ?? [])
  return {
    root,
    ...(files.named !== undefined && { variables: files.named }),
    paths: [...new Set([...codePaths, ...files.paths, ...taken])].toSorted(),
    ...content,
    byAddress: new Map(content.resources.map((resource) => [resource.address, resource])),
    problems: problems.all(),
  }
}

function evaluationOf({ texts }: Tree, layout: Layout, root: string): Evaluation {
  return {
    root,
    layout,
    texts,
    taken: new Set(),
    templates: new Map(),
    budget: new Budget(),
    problems: new Problems(),
    instances: new Allowance(),
    resources: new Map(),
    constants: new WeakMap(),
  }
}

interface Part {
  readonly root: string
  readonly reached: ReadonlySet<string>
  readonly layout: Layout
  readonly taken: Taken
}

/** Whether a path is of the code, of the variables, or of what the code takes in with `file()`. */
function hasPart(path: string, { root, reached, layout, taken }: Part): boolean {
  if (isVariableFile(path)) return ownerOf(path, layout) === root
  if (isCodeFile(path)) return reached.has(directoryOf(path))
  if (!mayBeTakenIn(path)) return false
  const owner = ownerOf(path, layout)
  if (owner !== undefined && reached.has(owner)) return true
  const name = path.slice(path.lastIndexOf('/') + 1)
  return [...reached].some((directory) => taken.get(directory)?.has(name))
}

const layouts = new WeakMap<Tree, Layout>()

function layoutIn(tree: Tree): Layout {
  return remembered(layouts, tree, () => layoutOf(tree))
}
