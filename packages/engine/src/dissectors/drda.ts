// DRDA (IBM Db2 and others): DSS header of length, magic 0xd0, format, correlation id; then a DDM object of length and code point.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const MAGIC = 0xd0
const DDM_AT = 6

export const drda = defineDissector({
  protocol: "DRDA",
  transports: ["tcp"],
  hintPorts: [50000, 446],
  minBytes: 10,
  recognise({ stream }) {
    const dssBytes = stream.u16(0)
    const ddmBytes = stream.u16(DDM_AT)
    const type = stream.u8(3) & 0x0f // request, reply, object, communication, request without reply
    if (stream.u8(2) !== MAGIC || dssBytes < 10 || type < 1 || type > 5 || (stream.u8(3) & 0x80) !== 0) return NO_MATCH
    return dssBytes === ddmBytes + DDM_AT && stream.u16(DDM_AT + 2) >= 0x1000 && stream.u16(4) !== 0 ? MATCH : NO_MATCH
  },
})
