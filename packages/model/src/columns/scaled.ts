// Numbers that are not whole (ratios, scores of speech) in unsigned SQL columns: 0 = absent, else 1 + value × scale. A measured zero stays one.

export function toStored(value: number, scale: number): number {
  return Number.isNaN(value) ? 0 : 1 + Math.round(value * scale)
}

/** Null = absent. */
export function fromStored(stored: number, scale: number): number | null {
  return stored === 0 ? null : (stored - 1) / scale
}

/** The value in SQL, where it is not absent. */
export function scaledSql(id: string, scale: number): string {
  return `((${id} - 1) / ${scale})`
}
