// Which extensions a ClientHello may carry: those of IANA's registry, and the private ones that browsers and servers agreed on.
import { isGrease, type ClientHello } from "./client-hello.ts"

/** Assigned without holes up to here (RFC 8446 and later). */
const LAST_ASSIGNED = 64
const others = new Set([
  13172, // next protocol negotiation
  13175, // origin-bound certificates
  17513, 17613, // application settings (ALPS), old and new number
  21760, // token binding, draft
  30031, 30032, // channel id
  35466, 35655, // encrypted settings of old browsers, renegotiation of old Opera
  65037, 65281, 65445, 65486, // ECH, renegotiation_info, QUIC parameters (draft), ESNI
  0xfe08, 0xfe09, 0xfe0a, 0xfd00, // ECH drafts, outer extensions
])

/** Evidence when one is unknown, "" when all are known. */
export function oddExtension({ extensions, isCut }: ClientHello): string {
  if (isCut) return ""
  const odd = extensions.find((type) => type > LAST_ASSIGNED && !others.has(type) && !isGrease(type))
  return odd === undefined ? "" : `unknown extension 0x${odd.toString(16).padStart(4, "0")}`
}
