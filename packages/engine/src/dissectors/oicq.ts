// OICQ, the protocol of QQ over UDP (Wireshark's packet-oicq, libqq's notes): 02, version, command, sequence, account, data, 03.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const START = 0x02
const END = 0x03
const PORTS = [8000]
const HEADER_BYTES = 11
/** Log out, keep alive, update, search, friends, messages, login and its tokens, groups, ... */
const commands: readonly number[] = [
  0x0001, 0x0002, 0x0004, 0x0005, 0x0006, 0x0009, 0x000a, 0x000b, 0x000d, 0x000e, 0x0012, 0x0016, 0x0017, 0x0018, 0x001c, 0x001d, 0x0022, 0x0026, 0x0027,
  0x0030, 0x003c, 0x003d, 0x003e, 0x004d, 0x0058, 0x005c, 0x0062, 0x0065, 0x0067, 0x0080, 0x0081, 0x0091, 0x00a4, 0x00a6, 0x00ae, 0x00b5, 0x00ba, 0x00ce,
  0x00d1, 0x00e0, 0x0115, 0x0126, 0x0195, 0x0318, 0x0391, 0x0825, 0x0826, 0x0828, 0x0836, 0x0837,
]

export const oicq = defineDissector({
  protocol: "OICQ",
  transports: ["udp"],
  hintPorts: PORTS,
  onlyOnHintPorts: true,
  firstBytes: [START],
  minBytes: HEADER_BYTES + 1,
  recognise({ payload, payloadWireBytes }) {
    if (payload.u8(0) !== START || payload.length !== payloadWireBytes || payload.u8(payload.length - 1) !== END) return NO_MATCH
    // The lowest accounts have five digits.
    return isVersion(payload.u16(1)) && commands.includes(payload.u16(3)) && payload.u32(7) >= 10_000 ? MATCH : NO_MATCH
  },
})

function isVersion(version: number): boolean {
  return version >= 0x0100 && version < 0x4000
}
