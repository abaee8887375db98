// LDAP, RFC 4511 section 4.1.1: SEQUENCE { messageID INTEGER, protocolOp [APPLICATION n] }; over UDP (CLDAP, RFC 1798) too.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { after, headerBytes, OCTET_STRING, SEQUENCE, smallInteger, valueBytes } from "./asn1.ts"

const operations: Readonly<Record<number, string>> = {
  0x60: "bind", 0x61: "bind-response", 0x42: "unbind", 0x63: "search", 0x64: "search-entry", 0x65: "search-done", 0x66: "modify", 0x67: "modify-response",
  0x68: "add", 0x69: "add-response", 0x4a: "delete", 0x6b: "delete-response", 0x6c: "rename", 0x6d: "rename-response", 0x6e: "compare", 0x6f: "compare-response",
  0x50: "abandon", 0x73: "search-reference", 0x77: "extended", 0x78: "extended-response",
}
const BIND = 0x60
const SEARCH = 0x63
const EXTENDED = 0x77
const ENUMERATED = 0x0a

function operationAt(window: ByteWindow): number {
  const outer = headerBytes(window, 0)
  if (outer === 0 || window.u8(0) !== SEQUENCE) return -1
  const id = smallInteger(window, outer)
  const operation = after(window, outer)
  return id < 0 || id > 0x7fffffff || operation < 0 || operations[window.u8(operation)] === undefined ? -1 : operation
}

export const ldap = defineDissector({
  protocol: "LDAP",
  transports: ["tcp", "udp"],
  firstBytes: [SEQUENCE],
  minBytes: 7,
  recognise({ stream }) {
    const at = operationAt(stream)
    if (at < 0) return NO_MATCH
    const tag = stream.u8(at)
    const header = headerBytes(stream, at)
    const body = at + header
    // The operation lies within its message, which other ASN.1 protocols' lengths would not show.
    if (header === 0 || body + valueBytes(stream, at) > headerBytes(stream, 0) + valueBytes(stream, 0)) return NO_MATCH
    if (tag === BIND) return smallInteger(stream, body) === 2 || smallInteger(stream, body) === 3 ? MATCH : NO_MATCH
    if (tag === SEARCH) {
      const scope = after(stream, body)
      return stream.u8(body) === OCTET_STRING && scope > 0 && stream.u8(scope) === ENUMERATED && stream.u8(scope + 1) === 1 ? MATCH : NO_MATCH
    }
    if (tag === EXTENDED) return stream.u8(body) === 0x80 ? MATCH : NO_MATCH
    // Results begin with an enumerated code; entries and references with text.
    const isResult = stream.u8(body) === ENUMERATED && stream.u8(body + 1) === 1 && stream.u8(body + 3) === OCTET_STRING
    return isResult || (tag === 0x64 && stream.u8(body) === OCTET_STRING) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const at = operationAt(stream)
    const record = (seen.metadata.ldap ??= {})
    if (at < 0) return seen.payloadPackets < 8 ? (seen.consume(stream.length), CONTINUE) : DONE
    const tag = stream.u8(at)
    record.operation ??= operations[tag]
    const body = at + headerBytes(stream, at)
    if (tag === BIND) {
      const name = after(stream, body)
      const text = name < 0 ? "" : printable(stream, name + headerBytes(stream, name), valueBytes(stream, name), 256)
      const credentials = after(stream, name)
      if (text !== "") {
        record.bindName = text
        seen.setInfo(text)
        // [0] simple: the password follows in clear.
        if (credentials > 0 && stream.u8(credentials) === 0x80 && valueBytes(stream, credentials) > 0) seen.risk("clear_text_credentials", `LDAP bind ${text}`)
      }
    } else if (tag === SEARCH) record.baseObject ??= printable(stream, body + headerBytes(stream, body), valueBytes(stream, body), 256)
    seen.consume(stream.length)
    return seen.payloadPackets < 4 ? CONTINUE : DONE
  },
})
