// TFTP, RFC 1350 section 5: a request names file and mode; the answer comes from a new port, so that flow is announced.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const modes = ["octet", "netascii", "mail"].map(ascii)
const MAX_NAME_BYTES = 255
const DATA = 3
const ACKNOWLEDGE = 4
const OPTIONS = 6
/** Opcode, block number, 512 bytes. */
const FULL_BLOCK_BYTES = 516
const options = ["blksize\0", "tsize\0", "timeout\0", "windowsize\0"].map(ascii)

/** Where the file name ends, -1 when this is no request. */
function nameEnd(payload: ByteWindow): number {
  const opcode = payload.u16(0)
  if (opcode !== 1 && opcode !== 2) return -1
  const end = payload.indexOfByte(0, 2, MAX_NAME_BYTES)
  if (end <= 2) return -1
  for (const mode of modes) if (payload.hasNoCase(end + 1, mode) && payload.u8(end + 1 + mode.length) === 0) return end
  return -1
}

/** What a server agrees to (RFC 2347): option names and values, each ended by a zero. */
function isOptionAnswer(payload: ByteWindow): boolean {
  if (payload.u16(0) !== OPTIONS || payload.u8(payload.length - 1) !== 0) return false
  for (const option of options) if (payload.hasNoCase(2, option)) return true
  return false
}

// seen.state of a transfer whose request was not seen: block number | who sends | 1
const UNDERWAY = 1
const FROM_CLIENT = 2
/** A block, and the other side's acknowledgement of it. */
function transferVerdict(seen: Inspection): Verdict {
  const { payload, payloadWireBytes } = seen
  const block = payload.u16(2)
  const fromClient = seen.toServer ? FROM_CLIENT : 0
  if (payload.u16(0) === DATA && payloadWireBytes === FULL_BLOCK_BYTES && block !== 0) {
    seen.state = (block << 16) | fromClient | UNDERWAY
    return NEED_MORE
  }
  const isAcknowledged = payload.u16(0) === ACKNOWLEDGE && payloadWireBytes === 4 && (seen.state & UNDERWAY) !== 0 && (seen.state & FROM_CLIENT) !== fromClient && seen.state >>> 16 === block
  return isAcknowledged ? MATCH : NO_MATCH
}

export const tftp = defineDissector({
  protocol: "TFTP",
  transports: ["udp"],
  firstBytes: [0],
  minBytes: 4,
  recognise(seen): Verdict {
    const { payload } = seen
    if (payload.u8(1) > OPTIONS || payload.u8(1) === 0) return NO_MATCH
    return nameEnd(payload) > 0 || isOptionAnswer(payload) ? MATCH : transferVerdict(seen)
  },
  extract(seen) {
    const end = nameEnd(seen.payload)
    if (end < 0) return DONE
    const filename = printable(seen.payload, 2, end - 2)
    seen.metadata.tftp = { operation: seen.payload.u16(0) === 1 ? "read" : "write", filename }
    seen.setInfo(filename)
    seen.expect({ protocol: "TFTP", transport: "udp", ip: seen.ipText("src"), port: seen.srcPort, peerIp: seen.ipText("dst") })
    return DONE
  },
})
