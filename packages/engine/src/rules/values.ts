// Values in rule files: addresses, host name patterns, ports, masks. Null = the text is none.
import { parseNetwork } from "../addresses/networks.ts"

/** "10.0.0.0/8", "1.2.3.4", "[2001:db8::1]", "[2001:db8::]/64" in canonical form. */
export function networkText(text: string): string | null {
  const bracketed = /^\[([^\]]*)\](\/\d{1,3})?$/.exec(text)
  const plain = bracketed ? bracketed[1] + (bracketed[2] ?? "") : text
  return plain.includes("=") ? null : (parseNetwork(plain)?.cidr ?? null)
}

const HOST_PATTERN = /^[a-z0-9_][a-z0-9._-]*$/

/** "*.example.com", ".example.com" and "example.com" all mean the name and those below it. */
export function hostPattern(text: string): string | null {
  const pattern = text.toLowerCase().replace(/^\*?\.+/, "")
  return pattern.length <= 253 && HOST_PATTERN.test(pattern) ? pattern : null
}

/** "80" or "80-90". */
export function portRange(text: string): { from: number; to: number } | null {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text)
  if (!match) return null
  const from = Number(match[1])
  const to = match[2] === undefined ? from : Number(match[2])
  return from >= 1 && from <= to && to <= 65_535 ? { from, to } : null
}

const MASK_BITS = 64n

/** A number of up to 64 bits, decimal or 0x..., as two halves; bit n - 1 stands for risk n. */
export function riskMask(text: string): { low: number; high: number } | null {
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) return null
  const mask = BigInt(text)
  if (mask >> MASK_BITS !== 0n) return null
  return { low: Number(mask & 0xffffffffn), high: Number(mask >> 32n) }
}
