import type { Plan } from '../core/terraform/plan.ts'
import { dashed, type Match, matchPlan } from '../terraform/plan/match.ts'
import type { Side } from './terraform-sides.ts'

/** What says of which configuration a plan was made, besides the plan itself. */
export interface PlanPlace {
  /** As the user says it: the directory of the root module, or the file of variables that it is read with. */
  readonly root?: string
  /** The directory the plan lies in, in the repository or in its artifact. */
  readonly directory?: string
  /** What the name of its artifact adds to `sluice-plan-`. */
  readonly called?: string
}

/**
 * The configuration a plan was made of: the one the user names, else the one whose directory or name it bears if it fits at all, else the one
 * it fits best. Where only one can be meant, a plan is held against it even when nothing of it fits: that is told, not passed over.
 */
export function matchOf(plan: Plan, place: PlanPlace, sides: readonly Side[]): Match {
  if (place.root !== undefined) return said(plan, place.root, sides)
  const near = matchAmong(plan, sides, placed(place, sides))
  if (near.index !== undefined || near.equal) return near
  const found = matchAmong(plan, sides, sides)
  return found.index !== undefined || sides.length !== 1 ? found : { ...found, index: 0 }
}

function said(plan: Plan, root: string, sides: readonly Side[]): Match {
  const few = sides.filter(({ head }) => head.root === root || head.variables === root)
  const [first] = few
  if (!first) {
    const roots = [...new Set(sides.map(({ head }) => head.root || '.'))].sort()
    const some = roots.length === 0 ? 'none here' : roots.slice(0, 8).join(', ')
    return { problem: `There is no configuration in ${root || '.'}. Root modules: ${some}.` }
  }
  const { index, problem, equal } = matchAmong(plan, sides, few)
  if (index !== undefined) return { index }
  // Those of one root that fit equally well differ in nothing that the plan shows.
  return equal?.[0] === undefined
    ? { index: sides.indexOf(first), ...(problem && { problem }) }
    : { index: equal[0] }
}

function matchAmong(plan: Plan, sides: readonly Side[], few: readonly Side[]): Match {
  const found = matchPlan(
    plan,
    few.map(({ base, head }) => ({ ...(base && { base }), head })),
  )
  const among = (i: number) => sides.indexOf(few[i] as Side)
  return {
    ...(found.problem && { problem: found.problem }),
    ...(found.index !== undefined && { index: among(found.index) }),
    ...(found.equal && { equal: found.equal.map(among) }),
  }
}

/** The configurations whose place the plan bears, if that is one place: an exact one, else one that ends so. */
function placed({ directory, called }: PlanPlace, sides: readonly Side[]): readonly Side[] {
  const places = Map.groupBy(
    sides.flatMap((side) => placesOf(side).map((path) => ({ path, side }))),
    ({ path }) => path,
  )
  const under = (hint: string, form: (path: string) => string, separator: string) => {
    const paths = [...places.keys()]
    const exact = paths.filter((path) => form(path) === hint)
    const ending = paths.filter((path) => form(path).endsWith(separator + hint))
    const [only, ...others] = exact.length > 0 ? exact : ending
    return only === undefined || others.length > 0 ? [] : (places.get(only) ?? []).map(({ side }) => side)
  }
  const named = [...(directory && called ? [`${called}/${directory}`] : []), ...(called ? [called] : [])]
  const found = [
    ...(directory ? [under(directory, (path) => path, '/')] : []),
    ...named.map((name) => under(dashed(name), dashed, '-')),
  ]
  return found.find(({ length }) => length > 0) ?? []
}

function placesOf({ head: { root, variables } }: Side): string[] {
  return [root, variables].flatMap((path) => path || [])
}
