// ICMP (RFC 792) and ICMPv6 (RFC 4443): types and codes that exist, and echoes that carry more than padding.

/** Highest code by type; types that are missing are not assigned (IANA registry of ICMP parameters). */
const icmpCodes: ReadonlyMap<number, number> = new Map([
  [0, 0], [3, 15], [4, 0], [5, 3], [6, 0], [8, 0], [9, 16], [10, 0], [11, 1], [12, 2], [13, 0], [14, 0], [15, 0], [16, 0], [17, 0], [18, 0],
  [30, 1], [31, 255], [32, 255], [33, 255], [34, 255], [35, 255], [36, 255], [37, 255], [38, 255], [39, 255], [40, 5], [41, 255], [42, 3], [43, 4], [253, 255], [254, 255],
])
const FIRST_ICMPV6_INFORMATION = 128
const LAST_ICMPV6_TYPE = 161
const LAST_ICMPV6_ERROR = 4

/** What is wrong with the message's type and code, null = nothing. */
export function icmpDefect(isV6: boolean, type: number, code: number): string | null {
  if (isV6) {
    const isAssigned = (type >= 1 && type <= LAST_ICMPV6_ERROR) || (type >= FIRST_ICMPV6_INFORMATION && type <= LAST_ICMPV6_TYPE) || (type >= 200 && type <= 201) || (type >= 100 && type <= 101)
    return isAssigned ? null : `ICMPv6 type ${type} does not exist`
  }
  const codes = icmpCodes.get(type)
  if (codes === undefined) return `ICMP type ${type} does not exist`
  return code <= codes ? null : `ICMP type ${type} has no code ${code}`
}
