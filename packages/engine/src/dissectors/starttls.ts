// A line protocol that goes on under TLS in the same connection (RFC 3207, 2595, 4217): the records are TLS's, the flow becomes the
// protocol's secure twin.
import { CONTINUE, type Appetite, type Inspection } from "../inspect/types.ts"
import { extractRecords } from "./tls.ts"

/** Bit of seen.state: the answer to STARTTLS has come. TLS's own bits are below and above. */
const IN_TLS = 1 << 16

export function isInTls(seen: Inspection): boolean {
  return (seen.state & IN_TLS) !== 0
}
export function startTls(seen: Inspection, secureProtocol: string): Appetite {
  seen.state = IN_TLS
  seen.changeMaster(secureProtocol)
  seen.setEncrypted(true)
  return CONTINUE
}
export function continueTls(seen: Inspection): Appetite {
  return extractRecords(seen)
}
