// HART-IP (FieldComm Group, HCF_SPEC-085): version | message type | message id | status | sequence u16 | byte count u16, header included.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const HEADER_BYTES = 8
const MAX_TYPE = 3 // request, response, publish, error
const MAX_ID = 5 // session initiate, session close, keep alive, token passing, direct, audit log

export const hartIp = defineDissector({
  protocol: "HART-IP",
  transports: ["udp", "tcp"],
  firstBytes: [1, 2],
  minBytes: HEADER_BYTES,
  recognise({ stream, payload, transport }) {
    const bytes = stream.u16(6)
    const type = stream.u8(1)
    const id = stream.u8(2)
    if ((type > MAX_TYPE && type !== 15) || id > MAX_ID || bytes < HEADER_BYTES) return NO_MATCH
    if (type === 0 && stream.u8(3) !== 0) return NO_MATCH
    // Session initiate carries the master's kind and a timer.
    if (id === 0 && bytes !== 13 && type !== 15 && type !== 3) return NO_MATCH
    return bytes === (transport === "tcp" ? stream : payload).length ? MATCH : NO_MATCH
  },
})
