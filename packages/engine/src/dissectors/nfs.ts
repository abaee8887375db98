// ONC RPC, RFC 5531: calls of the NFS family (NFS, mount, lock, status, ACL, quota and the port mapper that finds them); over TCP behind a
// record mark (section 11).
//    xid u32 | call 0 u32 | RPC version 2 u32 | program u32 | version u32 | procedure u32 | credentials ...
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const RPC_VERSION = 2
const LAST_RECORD = 0x80
const CALL_BYTES = 40
const MAX_AUTH_FLAVOUR = 6
/** Port mapper, NFS, mount, remote quota, lock manager, status monitor, ACL. */
const programs: ReadonlySet<number> = new Set([100_000, 100_003, 100_005, 100_011, 100_021, 100_024, 100_227])
const MAX_VERSION = 4
const MAX_PROCEDURE = 24

function isCall(window: ByteWindow, at: number): boolean {
  return window.u32(at + 4) === 0 && window.u32(at + 8) === RPC_VERSION && programs.has(window.u32(at + 12)) && window.u32(at + 16) >= 1 && window.u32(at + 16) <= MAX_VERSION
    && window.u32(at + 20) <= MAX_PROCEDURE && window.u32(at + 24) <= MAX_AUTH_FLAVOUR
}

/** A reply that was accepted: no verifier or one of a known flavour, and a status. Proves little: on the ports only. */
function isReply(window: ByteWindow, at: number): boolean {
  return window.u32(at + 4) === 1 && window.u32(at + 8) === 0 && window.u32(at + 12) <= MAX_AUTH_FLAVOUR && window.u32(at + 16) <= 400 && window.u32(at + 20 + window.u32(at + 16)) <= 5
}

export const nfs = defineDissector({
  protocol: "NFS",
  transports: ["udp", "tcp"],
  hintPorts: [2049, 111],
  minBytes: 24,
  recognise(seen) {
    const { stream } = seen
    const at = seen.transport === "tcp" ? 4 : 0
    if (at === 4 && stream.u8(0) !== LAST_RECORD) return NO_MATCH
    if (stream.length >= at + 24 && isReply(stream, at) && (seen.hasPort(2049) || seen.hasPort(111))) return MATCH
    if (stream.length < at + CALL_BYTES) return seen.transport === "tcp" && stream.u8(1) === 0 ? NEED_MORE : NO_MATCH
    return isCall(stream, at) ? MATCH : NO_MATCH
  },
})
