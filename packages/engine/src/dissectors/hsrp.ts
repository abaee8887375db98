// HSRP: version 1, RFC 2281 section 5.1 (20 bytes); version 2 (Cisco): fields of type and length, the group state has 40 bytes.
import { MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const V1_BYTES = 20
const GROUP_STATE = 1
const GROUP_STATE_BYTES = 40
const INTERFACE_STATE = 2
/** Initial, Learn, Listen, Speak, Standby, Active. */
const V1_STATES = [0, 1, 2, 4, 8, 16]

export const hsrp = defineDissector({
  protocol: "HSRP",
  transports: ["udp"],
  hintPorts: [1985, 2029],
  onlyOnHintPorts: true,
  firstBytes: [0, GROUP_STATE, INTERFACE_STATE],
  minBytes: 6,
  recognise({ payload, payloadWireBytes: bytes, srcPort, dstPort }) {
    if (srcPort !== dstPort) return NO_MATCH
    const kind = payload.u8(0)
    if (kind === 0) {
      // Version, operation (hello, coup, resign, advertise), state, hello time, hold time, priority, group, reserved.
      if (payload.u8(1) === 3) return bytes >= 8 && payload.u16(2) === 1 ? MATCH : NO_MATCH
      return bytes === V1_BYTES && payload.u8(1) < 3 && V1_STATES.includes(payload.u8(2)) && payload.u8(3) > 0 && payload.u8(7) === 0 ? MATCH : NO_MATCH
    }
    if (kind === INTERFACE_STATE) return payload.u8(1) === 4 && bytes >= 6 ? MATCH : NO_MATCH
    const version = payload.u8(2)
    const ipVersion = payload.u8(5)
    return payload.u8(1) === GROUP_STATE_BYTES && version === 2 && payload.u8(3) <= 2 && payload.u8(4) <= 6 && (ipVersion === 4 || ipVersion === 6) ? MATCH : NO_MATCH
  },
})
