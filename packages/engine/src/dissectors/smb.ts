// SMB 1 (MS-CIFS) and SMB 2/3 (MS-SMB2): messages behind a NetBIOS session header (RFC 1002 section 4.3.1) or its length alone on port 445.
//    0 | length u24 | FF or FE or FD or FC 'S' 'M' 'B' | ...
import { hex, type ByteWindow } from "../bytes/byte-window.ts"
import { printable, printableUtf16le } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Appetite, type Inspection, type Verdict } from "../inspect/types.ts"

const SMB1 = hex("ff 53 4d 42")
const SMB2 = hex("fe 53 4d 42")
const SMB2_ENCRYPTED = hex("fd 53 4d 42")
const SMB2_COMPRESSED = hex("fc 53 4d 42")
const SESSION_HEADER_BYTES = 4
const MAX_MESSAGE_BYTES = 1 << 24
const NEGOTIATE1 = 0x72
const SMB2_NEGOTIATE = 0
const SMB2_TREE_CONNECT = 3
const SMB2_CREATE = 5
const SMB2_RESPONSE = 1
const MAX_PACKETS = 24

/** Offset of the SMB header behind its session message, or -1. A session request (0x81) or its answer (0x82) may stand before. */
function smbAt(stream: ByteWindow): number {
  const at = isSessionOpening(stream) ? SESSION_HEADER_BYTES + stream.u24(1) : 0
  if (stream.u8(at) === 0 && stream.u24(at + 1) >= 32 && stream.u24(at + 1) < MAX_MESSAGE_BYTES) return at + SESSION_HEADER_BYTES
  return -1
}
function isSessionOpening(stream: ByteWindow): boolean {
  return (stream.u8(0) === 0x81 || stream.u8(0) === 0x82) && stream.u24(1) <= 128
}

function recogniseSmb(seen: Inspection, isSmb1: boolean): Verdict {
  const { stream } = seen
  if (isSessionOpening(stream) && stream.length <= SESSION_HEADER_BYTES + stream.u24(1)) return seen.hasPort(139) || seen.hasPort(445) ? NEED_MORE : NO_MATCH
  const at = smbAt(stream)
  if (at < 0) return NO_MATCH
  if (stream.length < at + 4) return NEED_MORE
  if (isSmb1) return stream.has(at, SMB1) ? MATCH : NO_MATCH
  return stream.has(at, SMB2) || stream.has(at, SMB2_ENCRYPTED) || stream.has(at, SMB2_COMPRESSED) ? MATCH : NO_MATCH
}

export const smb1 = defineDissector({
  protocol: "SMBv1",
  transports: ["tcp"],
  hintPorts: [445, 139],
  firstBytes: [0, 0x81, 0x82],
  minBytes: 4,
  recognise: (seen) => recogniseSmb(seen, true),
  extract(seen): Appetite {
    // A negotiation that SMB 2 answers goes on as SMB 2.
    const { stream } = seen
    const at = smbAt(stream)
    if (at >= 0 && stream.has(at, SMB2)) {
      seen.changeMaster("NetBIOS")
      seen.setApp("SMBv23")
      return extractSmb2(seen)
    }
    overNetbios(seen, "SMBv1")
    const record = (seen.metadata.smb ??= {})
    record.version ??= 1
    if (at >= 0 && stream.has(at, SMB1) && stream.u8(at + 4) === NEGOTIATE1 && seen.toServer) record.dialects = dialects(stream, at)
    seen.risk("smb_insecure_version", "SMB version 1")
    seen.consume(stream.length)
    return seen.payloadPackets < 4 ? CONTINUE : DONE
  },
})

/** Dialect strings of a negotiate request: each behind a byte 2, ended by a zero (MS-CIFS 2.2.4.52.1). */
function dialects(stream: ByteWindow, at: number): string {
  const names: string[] = []
  for (let i = at + 35; i < stream.length && stream.u8(i) === 2 && names.length < 16; ) {
    const end = stream.indexOfByte(0, i + 1)
    if (end < 0) break
    names.push(printable(stream, i + 1, end - i - 1, 64))
    i = end + 1
  }
  return names.join(",")
}

/** Direct TCP too keeps the session service's framing: the flow is NetBIOS that carries SMB. */
function overNetbios(seen: Inspection, version: "SMBv1" | "SMBv23"): void {
  if (seen.hasOwnApp) return
  seen.changeMaster("NetBIOS")
  seen.setApp(version)
}

export const smb2 = defineDissector({
  protocol: "SMBv23",
  transports: ["tcp"],
  hintPorts: [445, 139],
  firstBytes: [0, 0x81, 0x82],
  minBytes: 4,
  recognise: (seen) => recogniseSmb(seen, false),
  extract: extractSmb2,
})

function extractSmb2(seen: Inspection): Appetite {
  const { stream } = seen
  overNetbios(seen, "SMBv23")
  const record = (seen.metadata.smb ??= {})
  for (let guard = 0; guard < 16 && stream.length >= SESSION_HEADER_BYTES + 64; guard++) {
    const at = smbAt(stream)
    if (at < 0) {
      seen.consume(stream.length)
      break
    }
    const size = at + stream.u24(at - 3)
    if (stream.has(at, SMB2_ENCRYPTED)) seen.setEncrypted(true)
    else if (stream.has(at, SMB2)) {
      const command = stream.u16le(at + 12)
      const isResponse = (stream.u32le(at + 16) & SMB2_RESPONSE) !== 0
      const body = at + 64
      if (command === SMB2_NEGOTIATE && isResponse) record.version = dialectName(stream.u16le(body + 4))
      else if (command === SMB2_TREE_CONNECT && !isResponse) record.share ??= printableUtf16le(stream, at + stream.u16le(body + 4), stream.u16le(body + 6))
      else if (command === SMB2_CREATE && !isResponse && record.file === undefined && stream.u16le(body + 46) > 0) {
        record.file = printableUtf16le(stream, at + stream.u16le(body + 44), stream.u16le(body + 46))
        seen.setInfo(`${typeof record.share === "string" ? record.share : ""}\\${String(record.file)}`)
      }
    }
    if (stream.length < size) break
    seen.consume(size)
  }
  return seen.payloadPackets < MAX_PACKETS ? CONTINUE : DONE
}

function dialectName(dialect: number): string {
  const names: Readonly<Record<number, string>> = { 0x0202: "2.0.2", 0x0210: "2.1", 0x0300: "3.0", 0x0302: "3.0.2", 0x0311: "3.1.1", 0x02ff: "2" }
  return names[dialect] ?? `0x${dialect.toString(16)}`
}
