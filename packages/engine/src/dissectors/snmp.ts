// SNMP v1 (RFC 1157), v2c (RFC 1901), v3 (RFC 3412): SEQUENCE { version, community | header data, PDU }.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { after, headerBytes, OCTET_STRING, objectIdentifier, SEQUENCE, smallInteger, valueBytes } from "./asn1.ts"

/** Context tags of the PDUs, from GetRequest (0xa0) to Report (0xa8). */
const FIRST_PDU = 0xa0
const LAST_PDU = 0xa8
const primitives = ["get", "get-next", "response", "set", "trap", "get-bulk", "inform", "trap-v2", "report"]

export const snmp = defineDissector({
  protocol: "SNMP",
  transports: ["udp"],
  firstBytes: [SEQUENCE],
  minBytes: 17,
  recognise({ payload }) {
    const outer = headerBytes(payload, 0)
    // One message fills the datagram; only a snaplen makes it longer than what we see.
    if (outer === 0 || outer + valueBytes(payload, 0) < payload.length) return NO_MATCH
    const version = smallInteger(payload, outer)
    if (version !== 0 && version !== 1 && version !== 3) return NO_MATCH
    const next = after(payload, outer)
    if (next < 0) return NO_MATCH
    if (version === 3) {
      // HeaderData: msgID, msgMaxSize, msgFlags, msgSecurityModel
      if (payload.u8(next) !== SEQUENCE) return NO_MATCH
      const id = next + headerBytes(payload, next)
      const maxSize = after(payload, id)
      const flags = maxSize < 0 ? -1 : after(payload, maxSize)
      const isHeader = smallInteger(payload, id) >= 0 && flags > 0 && payload.u8(flags) === OCTET_STRING && payload.u8(flags + 1) === 1
      return isHeader ? MATCH : NO_MATCH
    }
    if (payload.u8(next) !== OCTET_STRING) return NO_MATCH
    const pdu = after(payload, next)
    return pdu >= 0 && payload.u8(pdu) >= FIRST_PDU && payload.u8(pdu) <= LAST_PDU ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const record = (seen.metadata.snmp ??= {})
    const outer = headerBytes(payload, 0)
    record.version = smallInteger(payload, outer)
    if (record.version === 3) return DONE
    const community = after(payload, outer)
    const pdu = after(payload, community)
    if (pdu < 0) return DONE
    const kind = payload.u8(pdu) - FIRST_PDU
    record.primitive = kind
    record.primitiveName = primitives[kind] ?? String(kind)
    if (kind === 4) return DONE // a v1 trap is built otherwise
    record.communityBytes = valueBytes(payload, community) // the community is a password: only its length is kept
    takePdu(payload, pdu, record)
    if (record.errorStatus !== 0) seen.risk("error_code_detected", `SNMP Error ${String(record.errorStatus)}`)
    return kind === 2 || seen.payloadPackets >= 4 ? DONE : CONTINUE
  },
})

/** request-id, error-status, error-index, list of name and value */
function takePdu(payload: ByteWindow, pdu: number, record: Record<string, unknown>): void {
  const requestId = pdu + headerBytes(payload, pdu)
  const errorStatus = after(payload, requestId)
  const errorIndex = errorStatus < 0 ? -1 : after(payload, errorStatus)
  const bindings = errorIndex < 0 ? -1 : after(payload, errorIndex)
  record.errorStatus = Math.max(0, errorStatus < 0 ? 0 : smallInteger(payload, errorStatus))
  if (bindings < 0 || payload.u8(bindings) !== SEQUENCE) return
  const binding = bindings + headerBytes(payload, bindings)
  const name = binding + headerBytes(payload, binding)
  const oid = objectIdentifier(payload, name)
  if (oid !== "") record.oid ??= oid
  const value = after(payload, name)
  if (value >= 0 && payload.u8(value) === OCTET_STRING) record.value ??= printable(payload, value + headerBytes(payload, value), valueBytes(payload, value), 128)
}
