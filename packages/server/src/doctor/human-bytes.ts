const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const

/** 1536 -> "1.5 kB"; powers of 1000. */
export function humanBytes(bytes: number): string {
  let unit = 0
  let value = bytes
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${UNITS[unit]}`
}
