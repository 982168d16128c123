export interface Print {
  line(what: string, value: number, unit: string): void
  /** A number that has to be kept; one that is not is printed as missed at the end. */
  limit(
    what: string,
    value: number,
    bound: { readonly unit: string; readonly most?: number; readonly least?: number },
  ): void
}

export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}
