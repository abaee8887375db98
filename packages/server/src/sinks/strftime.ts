// Names with dates in them, as strftime(3) writes them; UTC.
const two = (value: number) => String(value).padStart(2, "0")

export function strftime(pattern: string, ms: number): string {
  const at = new Date(ms)
  return pattern.replaceAll(/%([a-zA-Z%])/g, (whole, letter: string) => {
    switch (letter) {
      case "Y": return String(at.getUTCFullYear())
      case "y": return two(at.getUTCFullYear() % 100)
      case "m": return two(at.getUTCMonth() + 1)
      case "d": return two(at.getUTCDate())
      case "H": return two(at.getUTCHours())
      case "M": return two(at.getUTCMinutes())
      case "S": return two(at.getUTCSeconds())
      case "j": return String(Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, "0")
      case "F": return at.toISOString().slice(0, 10)
      case "%": return "%"
      default: return whole
    }
  })
}
