// EtherNet/IP and CIP, ODVA CIP specification volume 2. Encapsulation (section 2-3): command u16 | length u16 | session u32 | status u32 |
// context 8 | options 0 u32, little-endian. Implicit messages (section 2-6) are common packet format items over UDP port 2222.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 24
/** List targets, services, identity, interfaces; register, unregister session; send RR and unit data. */
const commands: ReadonlySet<number> = new Set([0x0001, 0x0004, 0x0063, 0x0064, 0x0065, 0x0066, 0x006f, 0x0070, 0x0072, 0x0073])
const REGISTER_SESSION = 0x0065
const SEND_RR_DATA = 0x006f
const SEND_UNIT_DATA = 0x0070
const PORT = 44818
const MAX_STATUS = 0x69
const SEQUENCED_ADDRESS = 0x8002
const CONNECTED_ADDRESS = 0x00a1
const CONNECTED_DATA = 0x00b1

/** Elsewhere than on its port: a session that is registered with version 1, or data of one in two to four items that fill the message. */
function provesItself(payload: ByteWindow, end: number): boolean {
  const command = payload.u16le(0)
  if (command === REGISTER_SESSION) return end === HEADER_BYTES + 4 && payload.u32le(24) === 1
  if ((command !== SEND_RR_DATA && command !== SEND_UNIT_DATA) || payload.u32le(4) === 0 || payload.u32le(24) !== 0) return false
  const items = payload.u16le(30)
  if (items < 2 || items > 4) return false
  let at = 32
  for (let i = 0; i < items; i++) at += 4 + payload.u16le(at + 2)
  return at === end
}

export const ethernetIp = defineDissector({
  protocol: "EthernetIP",
  transports: ["tcp", "udp"],
  hintPorts: [PORT, 2221],
  firstBytes: [...commands].map((command) => command & 0xff),
  minBytes: HEADER_BYTES,
  recognise(seen) {
    const { payload } = seen
    if (!commands.has(payload.u16le(0)) || payload.u32le(20) !== 0 || payload.u32le(8) > MAX_STATUS) return NO_MATCH
    const end = HEADER_BYTES + payload.u16le(2)
    if (!seen.hasPort(PORT) && !provesItself(payload, end)) return NO_MATCH
    return end === payload.length || (end < payload.length && commands.has(payload.u16le(end))) ? MATCH : NO_MATCH
  },
})

export const cip = defineDissector({
  protocol: "CIP",
  transports: ["udp"],
  firstBytes: [2],
  minBytes: 14,
  recognise({ payload }) {
    const addressBytes = payload.u16le(4)
    const type = payload.u16le(2)
    const isAddress = (type === SEQUENCED_ADDRESS && addressBytes === 8) || (type === CONNECTED_ADDRESS && addressBytes === 4)
    if (payload.u16le(0) !== 2 || !isAddress || payload.u16le(6 + addressBytes) !== CONNECTED_DATA) return NO_MATCH
    return payload.u16le(8 + addressBytes) + 10 + addressBytes <= payload.length ? MATCH : NO_MATCH
  },
})
