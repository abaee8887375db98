// Words for numbers of the network layer.

/** TCP flag bits, RFC 9293 section 3.1, as the letters that tcpdump users know. */
const TCP_FLAGS = [[0x02, "S"], [0x10, "A"], [0x08, "P"], [0x01, "F"], [0x04, "R"], [0x20, "U"], [0x40, "E"], [0x80, "C"]] as const

export function formatTcpFlags(bits: number | null | undefined): string {
  if (!bits) return "–"
  return TCP_FLAGS.filter(([bit]) => bits & bit).map(([, letter]) => letter).join("")
}

/** Names of the code points in use: RFC 2474, 2597, 3246, 5865, 8622. */
const DSCP_NAMES: Readonly<Record<number, string>> = {
  0: "CS0", 1: "LE", 8: "CS1", 10: "AF11", 12: "AF12", 14: "AF13", 16: "CS2", 18: "AF21", 20: "AF22", 22: "AF23", 24: "CS3", 26: "AF31", 28: "AF32",
  30: "AF33", 32: "CS4", 34: "AF41", 36: "AF42", 38: "AF43", 40: "CS5", 44: "VA", 46: "EF", 48: "CS6", 56: "CS7",
}
export function formatDscp(codePoint: number | null | undefined): string {
  if (codePoint === null || codePoint === undefined) return "–"
  const name = DSCP_NAMES[codePoint]
  return name ? `${name} (${codePoint})` : String(codePoint)
}

let regionNames: Intl.DisplayNames | undefined
/** "DE" -> "Germany"; what is no country code stays as it is. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  regionNames ??= new Intl.DisplayNames(["en"], { type: "region", fallback: "code" })
  return regionNames.of(code) ?? code
}
