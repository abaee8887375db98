// Cisco's VPN client: IKE and ESP over port 10000 instead of 500 and 4500. UDP carries IKE as it is; TCP adds a trailer of 16 bytes.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const IKE_HEADER_BYTES = 28
const TRAILER_BYTES = 16
const IKE_V1 = 0x10
/** Identity protection, aggressive, informational. */
const EXCHANGES = [2, 4, 5, 6, 32]

function isIkeV1(window: ByteWindow, bytes: number): boolean {
  const isSpi = window.u32(0) !== 0 || window.u32(4) !== 0
  return isSpi && window.u8(17) === IKE_V1 && EXCHANGES.includes(window.u8(18)) && (window.u8(19) & 0xf8) === 0 && window.u32(24) === bytes
}

export const ciscoVpn = defineDissector({
  protocol: "CiscoVPN",
  transports: ["udp", "tcp"],
  hintPorts: [10000],
  onlyOnHintPorts: true,
  minBytes: IKE_HEADER_BYTES,
  recognise: ({ stream, transport, payloadWireBytes }) => (isIkeV1(stream, transport === "udp" ? payloadWireBytes : payloadWireBytes - TRAILER_BYTES) ? MATCH : NO_MATCH),
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})
