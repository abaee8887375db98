// NetFlow v1, v5, v7 (Cisco: a header and `count` records of fixed size), v9 (RFC 3954 section 5), IPFIX (RFC 7011 section 3).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const V9_HEADER_BYTES = 20
const IPFIX_HEADER_BYTES = 16
const MAX_SETS = 128
/** Exporters' clocks may be wrong, not older than the protocol: 1996. */
const FIRST_SECOND = 820_454_400

export const netflow = defineDissector({
  protocol: "NetFlow",
  transports: ["udp"],
  hintPorts: [2055, 2056, 4739, 9995, 9996, 6343],
  firstBytes: [0],
  minBytes: 20,
  recognise({ payload, payloadWireBytes }) {
    switch (payload.u16(0)) {
      case 1:
        return isFixed(payload, payloadWireBytes, 16, 52, 24)
      case 5:
        return isFixed(payload, payloadWireBytes, 24, 48, 30)
      case 7:
        return isFixed(payload, payloadWireBytes, 24, 52, 27)
      case 9:
        return payload.u32(8) >= FIRST_SECOND && payload.u16(2) > 0 && areSets(payload, V9_HEADER_BYTES, payloadWireBytes, 0) ? MATCH : NO_MATCH
      case 10:
        return payload.u16(2) === payloadWireBytes && payload.u32(4) >= FIRST_SECOND && areSets(payload, IPFIX_HEADER_BYTES, payloadWireBytes, 2) ? MATCH : NO_MATCH
      default:
        return NO_MATCH
    }
  },
  extract(seen) {
    seen.metadata.netflow = { version: seen.payload.u16(0) }
    return DONE
  },
})

function isFixed(payload: ByteWindow, wireBytes: number, headerBytes: number, recordBytes: number, maxRecords: number): typeof MATCH | typeof NO_MATCH {
  const count = payload.u16(2)
  return count >= 1 && count <= maxRecords && wireBytes === headerBytes + count * recordBytes && payload.u32(8) >= FIRST_SECOND ? MATCH : NO_MATCH
}

/** Sets fill the message: id (templates, options templates, or a template's own from 256) and length. */
function areSets(payload: ByteWindow, start: number, wireBytes: number, templateId: number): boolean {
  let at = start
  for (let sets = 0; sets < MAX_SETS && at + 4 <= payload.length; sets++) {
    const id = payload.u16(at)
    const length = payload.u16(at + 2)
    if ((id !== templateId && id !== templateId + 1 && id < 256) || length < 4) return false
    at += length
  }
  return at === wireBytes || (at > payload.length && at <= wireBytes)
}
