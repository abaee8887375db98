// SOCKS 5 (RFC 1928), 4 and 4a: the client's greeting and the server's choice. The name that the proxy is asked for is the flow's.
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const V4 = 4
const V5 = 5
const NO_METHOD_FITS = 0xff
const DOMAIN_NAME = 3
const MAX_V4_BYTES = 8 + 255 + 256

export const socks = defineDissector({
  protocol: "SOCKS",
  transports: ["tcp"],
  hintPorts: [1080],
  firstBytes: [0, V4, V5],
  minBytes: 2,
  recognise(seen): Verdict {
    const { stream } = seen
    if (seen.toServer) {
      const version = clientVersion(seen)
      if (version === 0) return NO_MATCH
      if (seen.hasPort(1080)) return MATCH
      seen.state = version
      return NEED_MORE
    }
    // The server's choice of a method; or the answer to a request: 90 granted ... 93.
    if (seen.state === V5) return stream.length === 2 && stream.u8(0) === V5 && (stream.u8(1) <= 0x0a || stream.u8(1) === NO_METHOD_FITS) ? MATCH : NO_MATCH
    if (seen.state === V4) return stream.length === 8 && stream.u8(0) === 0 && stream.u8(1) >= 90 && stream.u8(1) <= 93 ? MATCH : NO_MATCH
    return NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    if (!seen.toServer) {
      if (seen.payloadPacketsToClient > 2) return DONE
      seen.consume(stream.length)
      return CONTINUE
    }
    const record: Record<string, unknown> = (seen.metadata.socks ??= {})
    record.version = stream.u8(0)
    if (stream.u8(0) === V4) {
      takeV4(seen, record)
      return DONE
    }
    const greetingBytes = 2 + stream.u8(1)
    // The request: version, command, reserved zero, address type.
    const at = isRequest(seen, 0) ? 0 : stream.length > greetingBytes ? greetingBytes : -1
    if (at < 0 || !isRequest(seen, at)) {
      if (stream.length >= greetingBytes && at < 0) seen.consume(Math.min(greetingBytes, stream.length))
      return seen.payloadPackets > 6 ? DONE : CONTINUE
    }
    if (stream.u8(at + 3) === DOMAIN_NAME) seen.setHostname(printable(stream, at + 5, stream.u8(at + 4)))
    return DONE
  },
})

/** 5, the number of methods and as many; or 4, connect or bind, port, address, user and a zero (4a: a name and a zero). */
function clientVersion({ stream }: Inspection): number {
  if (stream.u8(0) === V5) {
    const methods = stream.u8(1)
    return methods >= 1 && methods <= 16 && stream.length === 2 + methods ? V5 : 0
  }
  if (stream.u8(0) !== V4 || (stream.u8(1) !== 1 && stream.u8(1) !== 2) || stream.length < 9 || stream.length > MAX_V4_BYTES) return 0
  return stream.u16(2) !== 0 && stream.u8(stream.length - 1) === 0 && isPrintableText(stream, 8, stream.length - 1) ? V4 : 0
}

function isPrintableText(stream: Inspection["stream"], from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = stream.u8(i)
    if (byte !== 0 && (byte < 0x21 || byte > 0x7e)) return false
  }
  return true
}

function isRequest({ stream }: Inspection, at: number): boolean {
  const type = stream.u8(at + 3)
  return stream.length >= at + 7 && stream.u8(at) === V5 && stream.u8(at + 1) >= 1 && stream.u8(at + 1) <= 3 && stream.u8(at + 2) === 0 && (type === 1 || type === DOMAIN_NAME || type === 4)
}

function takeV4(seen: Inspection, record: Record<string, unknown>): void {
  const { stream } = seen
  const userEnd = stream.indexOfByte(0, 8)
  if (userEnd > 8) record.username = printable(stream, 8, userEnd - 8)
  // 4a: an address 0.0.0.x means that the name follows.
  if (stream.u24(4) === 0 && stream.u8(7) !== 0 && userEnd >= 0) {
    const nameEnd = stream.indexOfByte(0, userEnd + 1)
    if (nameEnd > userEnd + 1) seen.setHostname(printable(stream, userEnd + 1, nameEnd - userEnd - 1))
  }
}
