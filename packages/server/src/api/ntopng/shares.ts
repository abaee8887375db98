// Small slices of a chart become one "Other", as ntopng's charts have it.
export interface Slice { readonly label: string; readonly value: number; readonly [more: string]: unknown }

/** Slices below this share of the whole are put together. */
const SMALLEST_SHARE = 0.03

export interface SliceOptions { readonly collapse: boolean; readonly most?: number; readonly alwaysOther?: boolean }

export function slices(all: readonly Slice[], { collapse, most = Number.POSITIVE_INFINITY, alwaysOther = false }: SliceOptions): Slice[] {
  const sorted = all.filter((slice) => slice.value > 0).toSorted((a, b) => b.value - a.value)
  const whole = sorted.reduce((sum, slice) => sum + slice.value, 0)
  const shown = sorted.filter((slice, at) => at < most && (!collapse || slice.value >= SMALLEST_SHARE * whole))
  const other = whole - shown.reduce((sum, slice) => sum + slice.value, 0)
  return other > 0 || alwaysOther ? [...shown, { label: "Other", value: other }] : [...shown]
}
