// Parameters of a request: query string, form or flat JSON object, all the same names, all text in the end.
import { NtopngError } from "./envelope.ts"

const MAX_TEXT = 4_096

export class Parameters {
  private readonly values: ReadonlyMap<string, string>

  constructor(...sources: readonly unknown[]) {
    const values = new Map<string, string>()
    if (sources[0] instanceof Parameters) for (const [name, value] of sources[0].values) values.set(name, value)
    for (const source of sources) {
      if (typeof source !== "object" || source === null || Array.isArray(source) || source instanceof Parameters) continue
      for (const [name, value] of Object.entries(source)) {
        // Of a repeated parameter the last one counts.
        const last: unknown = Array.isArray(value) ? value.at(-1) : value
        if (typeof last === "string" || typeof last === "number" || typeof last === "boolean") values.set(name, String(last))
      }
    }
    this.values = values
  }

  has(name: string): boolean {
    return (this.values.get(name) ?? "") !== ""
  }

  text(name: string): string | null {
    const value = this.values.get(name)
    if (value === undefined || value === "") return null
    if (value.length > MAX_TEXT) throw new NtopngError("INVALID_ARGUMENTS", `${name} is too long`)
    return value
  }

  required(name: string): string {
    const value = this.text(name)
    if (value === null) throw new NtopngError("INVALID_ARGUMENTS", `${name} is missing`)
    return value
  }

  integer(name: string, { min, max, fallback }: { min: number; max: number; fallback: number }): number {
    const value = this.text(name)
    if (value === null) return fallback
    if (!/^-?\d{1,15}$/.test(value)) throw new NtopngError("INVALID_ARGUMENTS", `${name} is not a number`)
    return Math.min(max, Math.max(min, Number(value)))
  }

  /** `true`; the Python client writes `True`. */
  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === "true"
  }

  /** These and those of one more object, which win. */
  with(more: unknown): Parameters {
    return new Parameters(this, more)
  }
}
