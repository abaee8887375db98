// Ubiquiti device discovery: version 1 or 2, command, length of what follows, then fields (type, 16-bit length, value) that fill it.
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 4
const FIELD_HEADER_BYTES = 3
const MAX_COMMAND = 11
const MAX_FIELDS = 64
const MAX_TEXT = 128
/** Fields that are text, by type. */
const texts: Readonly<Record<number, string>> = { 0x03: "firmware", 0x0b: "hostName", 0x0c: "platform", 0x0d: "essid", 0x14: "model" }

export const ubntac2 = defineDissector({
  protocol: "UBNTAC2",
  transports: ["udp"],
  hintPorts: [10001],
  onlyOnHintPorts: true,
  firstBytes: [1, 2],
  minBytes: HEADER_BYTES,
  recognise({ payload, payloadWireBytes }) {
    if (payload.u16(2) !== payloadWireBytes - HEADER_BYTES || payload.u8(1) > MAX_COMMAND) return NO_MATCH
    // The probe has no fields.
    if (payloadWireBytes === HEADER_BYTES) return MATCH
    let at = HEADER_BYTES
    let fields = 0
    while (at + FIELD_HEADER_BYTES <= payload.length && fields < MAX_FIELDS) {
      if (payload.u8(at) === 0) return NO_MATCH
      at += FIELD_HEADER_BYTES + payload.u16(at + 1)
      fields++
    }
    return at === payloadWireBytes && fields >= 2 ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const record = (seen.metadata.ubntac2 ??= {})
    let at = HEADER_BYTES
    for (let fields = 0; at + FIELD_HEADER_BYTES <= payload.length && fields < MAX_FIELDS; fields++) {
      const name = texts[payload.u8(at)]
      const length = payload.u16(at + 1)
      if (name !== undefined) record[name] ??= printable(payload, at + FIELD_HEADER_BYTES, length, MAX_TEXT)
      at += FIELD_HEADER_BYTES + length
    }
    if (typeof record.firmware === "string") seen.setInfo(record.firmware)
    return DONE
  },
})
