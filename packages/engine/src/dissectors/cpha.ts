// Check Point's cluster control protocol (High Availability): magic 1a90, version, cluster number, operation, on port 8116 both ways.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const PORT = 8116
const MAGIC = 0x1a90
const MAX_OPERATION = 64

export const cpha = defineDissector({
  protocol: "CPHA",
  transports: ["udp"],
  onlyOnHintPorts: true,
  hintPorts: [PORT],
  firstBytes: [MAGIC >> 8],
  minBytes: 20,
  recognise({ payload, srcPort, dstPort }) {
    const isOperation = payload.u16(6) !== 0 && payload.u16(8) <= MAX_OPERATION
    return payload.u16(0) === MAGIC && srcPort === PORT && dstPort === PORT && isOperation ? MATCH : NO_MATCH
  },
})
