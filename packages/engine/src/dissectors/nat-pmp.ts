// NAT-PMP, RFC 6886 section 3; its successor PCP, RFC 6887 section 7, lives on the same port.
import { formatIpv4 } from "../addresses/ip-text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const ANSWER = 0x80
const MAX_RESULT = 5
/** Messages looked at: clients ask for the address, then for mappings, from one port. */
const MAX_MESSAGES = 8
const PCP_VERSION = 2
/** Announce, map, peer, without options. */
const pcpBytes = [24, 60, 80]
const MAX_PCP_RESULT = 13

export const natPmp = defineDissector({
  protocol: "NAT-PMP",
  transports: ["udp"],
  hintPorts: [5351, 5350],
  onlyOnHintPorts: true,
  firstBytes: [0, PCP_VERSION],
  minBytes: 2,
  recognise: (seen) => (seen.payload.u8(0) === 0 ? isNatPmp(seen) : isPcp(seen)) ? MATCH : NO_MATCH,
  extract(seen) {
    const { payload } = seen
    const operation = payload.u8(1)
    const record = (seen.metadata.natPmp ??= {})
    if (payload.u8(0) === 0 && (operation & ~ANSWER) !== 0) {
      const isAnswer = (operation & ANSWER) !== 0
      const portsAt = isAnswer ? 8 : 4
      // What the gateway granted counts more than what was asked for.
      record.internalPort = payload.u16(portsAt)
      record.externalPort = payload.u16(portsAt + 2)
      if (isAnswer) record.result = payload.u16(2)
    } else if (operation === ANSWER && payload.u8(0) === 0) {
      record.result = payload.u16(2)
      record.externalIp = formatIpv4(payload.u32(8))
    }
    return seen.payloadPackets < MAX_MESSAGES ? CONTINUE : DONE
  },
})

/** External address (0), mapping of UDP (1) or TCP (2). */
function isNatPmp({ payload, payloadWireBytes: bytes }: Inspection): boolean {
  const operation = payload.u8(1)
  if (operation === 0) return bytes === 2
  if (operation <= 2) return bytes === 12 && payload.u16(2) === 0
  if (operation === ANSWER) return bytes === 12 && payload.u16(2) <= MAX_RESULT
  return operation <= (ANSWER | 2) && operation > ANSWER && bytes === 16 && payload.u16(2) <= MAX_RESULT
}

function isPcp({ payload, payloadWireBytes: bytes }: Inspection): boolean {
  const operation = payload.u8(1) & ~ANSWER
  const isAnswer = (payload.u8(1) & ANSWER) !== 0
  if (operation >= pcpBytes.length || bytes !== pcpBytes[operation] || payload.u8(2) !== 0) return false
  // An answer: result code, lifetime, epoch, 12 zero bytes. A request: two zero bytes, lifetime, the client's address.
  if (isAnswer) return payload.u8(3) <= MAX_PCP_RESULT && payload.u32(12) === 0 && payload.u32(16) === 0 && payload.u32(20) === 0
  return payload.u8(3) === 0 && (payload.u8(8) !== 0 || (payload.u32(12) === 0 && payload.u32(16) === 0xffff))
}
