// TFTP, RFC 1350 section 5: a request names file and mode; the answer comes from a new port, so that flow is announced.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const modes = ["octet", "netascii", "mail"].map(ascii)
const MAX_NAME_BYTES = 255

/** Where the file name ends, -1 when this is no request. */
function nameEnd(payload: ByteWindow): number {
  const opcode = payload.u16(0)
  if (opcode !== 1 && opcode !== 2) return -1
  const end = payload.indexOfByte(0, 2, MAX_NAME_BYTES)
  if (end <= 2) return -1
  for (const mode of modes) if (payload.hasNoCase(end + 1, mode) && payload.u8(end + 1 + mode.length) === 0) return end
  return -1
}

export const tftp = defineDissector({
  protocol: "TFTP",
  transports: ["udp"],
  firstBytes: [0],
  minBytes: 9,
  recognise: ({ payload }) => (nameEnd(payload) > 0 ? MATCH : NO_MATCH),
  extract(seen) {
    const filename = printable(seen.payload, 2, nameEnd(seen.payload) - 2)
    seen.metadata.tftp = { operation: seen.payload.u16(0) === 1 ? "read" : "write", filename }
    seen.setInfo(filename)
    seen.expect({ protocol: "TFTP", transport: "udp", ip: seen.ipText("src"), port: seen.srcPort, peerIp: seen.ipText("dst") })
    return DONE
  },
})
