import { alternatives, contradict, imply, type Mode, opposite } from './conditions.ts'
import { everything, hasHole, includes, mayInclude, meet, type Pattern, patternOf } from './pattern.ts'
import type { Condition, Patterns, PolicyStatement } from './policy.ts'

/** Texts of one dimension: those that fit a pattern and none of others. */
export interface Slice {
  readonly include: Pattern
  readonly exclude: readonly Pattern[]
}

export const dimensions = ['principals', 'actions', 'resources'] as const
export type Dimension = (typeof dimensions)[number]

/** Requests that a statement speaks of, cut so small that each dimension is one slice. */
export interface Region {
  readonly statement: PolicyStatement
  readonly slices: Readonly<Record<Dimension, Slice>>
  readonly conditions: readonly Condition[]
  /** Conditions that other statements ask for and that do not hold here. */
  readonly lacking: readonly Condition[]
}

/** All that a statement speaks of, as what is taken away from regions. */
export interface Cover {
  readonly statement: PolicyStatement
  readonly sides: Readonly<Record<Dimension, { readonly not: boolean; readonly of: readonly Pattern[] }>>
}

export function coverOf(statement: PolicyStatement): Cover {
  const cover = known.get(statement) ?? newCover(statement)
  known.set(statement, cover)
  return cover
}

/** Patterns are known by their identity, so that each is made once. */
const known = new WeakMap<PolicyStatement, Cover>()

function newCover(statement: PolicyStatement): Cover {
  const side = (patterns: Patterns) => ({ not: patterns.not, of: patterns.of.map(patternOf) })
  return {
    statement,
    sides: {
      principals: side(statement.principals ?? { not: false, of: ['*'] }),
      actions: side(statement.actions),
      resources: side(statement.resources),
    },
  }
}

export function regionsOf(statement: PolicyStatement): Region[] {
  const { sides } = coverOf(statement)
  const slices = (dimension: Dimension): Slice[] =>
    sides[dimension].not
      ? allBut(sides[dimension].of)
      : sides[dimension].of.map((include) => ({ include, exclude: [] }))
  return slices('actions').flatMap((actions) =>
    slices('resources').flatMap((resources) =>
      slices('principals').flatMap((principals) =>
        alternatives(statement.conditions).map((conditions) => ({
          statement,
          slices: { principals, actions, resources },
          conditions,
          lacking: [],
        })),
      ),
    ),
  )
}

function allBut(patterns: readonly Pattern[]): Slice[] {
  const isNothing = patterns.some((pattern) => includes(pattern, everything))
  return isNothing ? [] : [{ include: everything, exclude: patterns }]
}

/** How many steps may still be taken before the answer is that it cannot be told. */
export interface Budget {
  left: number
}

/** A part of the region that none of the covers reaches; undefined where they cover all of it, `unknown` where that takes too long. */
export function remainder(
  region: Region,
  covers: readonly Cover[],
  { mode, budget }: { readonly mode: Mode; readonly budget: Budget },
): Region | undefined | 'unknown' {
  const near = covers.filter((cover) => without(region, cover, mode)[0] !== region)
  const open: { readonly region: Region; readonly next: number }[] = [{ region, next: 0 }]
  for (let at = open.pop(); at; at = open.pop()) {
    const cover = near[at.next]
    if (!cover) return at.region
    if (budget.left-- <= 0) return 'unknown'
    const next = at.next + 1
    open.push(...without(at.region, cover, mode).map((each) => ({ region: each, next })))
  }
  return undefined
}

/** The region without what the cover reaches: in pieces, as each dimension may be the one that lies outside. */
function without(region: Region, cover: Cover, mode: Mode): Region[] {
  const pieces: Region[] = []
  for (const dimension of dimensions) {
    const outside = outsideOf(region.slices[dimension], cover.sides[dimension], mode)
    // Nothing in common: the region is as it was.
    if (outside === 'all') return [region]
    pieces.push(...outside.map((slice) => ({ ...region, slices: { ...region.slices, [dimension]: slice } })))
  }
  return [...pieces, ...unconditioned(region, cover.statement.conditions, mode)]
}

/** The parts of the region where one of the conditions does not hold. */
function unconditioned(region: Region, wanted: readonly Condition[], mode: Mode): Region[] {
  if (imply(region.conditions, wanted, mode)) return []
  return wanted
    .filter((condition) => !imply(region.conditions, [condition], mode))
    .flatMap((condition) =>
      alternatives([opposite(condition)])
        .map((turned) => [...region.conditions, ...turned])
        .filter((conditions) => !contradict(conditions))
        .map((conditions) => ({ ...region, conditions, lacking: [...region.lacking, condition] })),
    )
}

/** The slices of what does not fit the patterns; `all` where nothing of the slice fits them. */
function outsideOf(
  slice: Slice,
  { not, of }: Cover['sides'][Dimension],
  mode: Mode,
): readonly Slice[] | 'all' {
  if (not) return insideOf(slice, of, mode)
  const common = of.filter(
    (pattern) => narrowed(slice, pattern, mode).length > 0 || may(pattern, slice, mode),
  )
  if (common.length === 0) return 'all'
  if (common.some((pattern) => may(pattern, slice, mode))) return []
  return [{ include: slice.include, exclude: [...slice.exclude, ...common] }]
}

/** For what fits everything but the patterns: the slices that fit one of them. */
function insideOf(slice: Slice, of: readonly Pattern[], mode: Mode): readonly Slice[] | 'all' {
  if (of.some((pattern) => includes(pattern, slice.include))) return 'all'
  const isOpen = (pattern: Pattern) => hasHole(pattern) || hasHole(slice.include)
  return of
    .filter((pattern) => mode === 'strict' || !isOpen(pattern))
    .flatMap((pattern) => narrowed(slice, pattern, mode))
}

function may(wide: Pattern, { include }: Slice, mode: Mode): boolean {
  return mode === 'generous' ? mayInclude(wide, include) : includes(wide, include)
}

/** The slice within a pattern; nothing where what is left out is all of it. */
function narrowed({ include, exclude }: Slice, pattern: Pattern, mode: Mode): Slice[] {
  const both = meet(include, pattern)
  if (!both) return []
  const slice = { include: both, exclude }
  return exclude.some((each) => may(each, slice, mode)) ? [] : [slice]
}
