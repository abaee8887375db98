// Z39.50 (ANSI/NISO Z39.50-2003 section 4): BER; an association opens with an initialize request ([20]) that holds the protocol versions ([3], a
// bit string), options ([4]) and message sizes, and is answered by an initialize response ([21]).
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const INITIALIZE_REQUEST = 0xb4
const INITIALIZE_RESPONSE = 0xb5
const REFERENCE_ID = 0x82
const PROTOCOL_VERSION = 0x83
const OPTIONS = 0x84

export const z3950 = defineDissector({
  protocol: "Z3950",
  transports: ["tcp"],
  hintPorts: [210],
  firstBytes: [INITIALIZE_REQUEST, INITIALIZE_RESPONSE],
  minBytes: 12,
  recognise({ stream }) {
    // Definite short, definite long, or indefinite length.
    const first = stream.u8(1)
    const lengthBytes = first < 0x80 ? 1 : 1 + (first & 0x7f)
    if (lengthBytes > 4) return NO_MATCH
    let at = 1 + lengthBytes
    if (stream.u8(at) === REFERENCE_ID) at += 2 + stream.u8(at + 1)
    const versionBytes = stream.u8(at + 1)
    const isVersion = stream.u8(at) === PROTOCOL_VERSION && versionBytes >= 2 && versionBytes <= 3 && stream.u8(at + 2) <= 7
    const optionsAt = at + 2 + versionBytes
    return isVersion && stream.u8(optionsAt) === OPTIONS && stream.u8(optionsAt + 1) >= 2 && stream.u8(optionsAt + 1) <= 6 && stream.u8(optionsAt + 2) <= 7 ? MATCH : NO_MATCH
  },
})
