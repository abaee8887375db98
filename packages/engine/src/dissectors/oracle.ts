// Oracle Net (TNS): length, checksum, type, flags, header checksum; CONNECT carries version, sizes and a description of what it wants.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CONNECT = 1
const OLDEST_VERSION = 300
const NEWEST_VERSION = 330
const CONNECT_HEADER_BYTES = 34
const DESCRIPTION = ascii("(DESCRIPTION=")
const ORACLE_PORT = 1521
const answers: readonly number[] = [2, 4, 5, 11] // accept, refuse, redirect, resend
const keys = [["service", ascii("SERVICE_NAME=")], ["service", ascii("SID=")], ["program", ascii("PROGRAM=")], ["client", ascii("HOST=")], ["user", ascii("USER=")]] as const

function isConnect(stream: ByteWindow): boolean {
  const version = stream.u16(8)
  const compatible = stream.u16(10)
  const dataAt = stream.u16(26)
  return stream.u16(0) >= CONNECT_HEADER_BYTES && version >= OLDEST_VERSION && version <= NEWEST_VERSION && compatible >= 200 && compatible <= version
    && stream.u16(14) >= 512 && dataAt >= CONNECT_HEADER_BYTES && dataAt <= 128
}

export const oracle = defineDissector({
  protocol: "Oracle",
  transports: ["tcp"],
  hintPorts: [ORACLE_PORT, 1526],
  minBytes: 8,
  recognise(seen) {
    const { stream } = seen
    if (stream.u16(2) !== 0 || stream.u16(6) !== 0) return NO_MATCH
    if (stream.u8(4) === CONNECT) return stream.length >= 28 && isConnect(stream) ? MATCH : NO_MATCH
    return seen.hasPort(ORACLE_PORT) && stream.u8(5) === 0 && answers.includes(stream.u8(4)) && stream.u16(0) === seen.payloadWireBytes ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    const record = (seen.metadata.oracle ??= {})
    if (!seen.toServer || stream.indexOf(DESCRIPTION) < 0) return DONE
    for (const [name, key] of keys) {
      const at = stream.indexOf(key)
      const end = stream.indexOfByte(0x29, at)
      if (at >= 0 && end > at) record[name] ??= printable(stream, at + key.length, end - at - key.length, 128)
    }
    if (record.service !== undefined) seen.setInfo(String(record.service))
    return DONE
  },
})
