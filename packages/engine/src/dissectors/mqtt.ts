// MQTT, OASIS 3.1.1 and 5.0 section 3.1: CONNECT names its protocol; without it, packets whose lengths fit exactly, on its port.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector } from "../inspect/types.ts"

const CONNECT = 0x10
const names = ["\0\x04MQTT", "\0\x06MQIsdp"].map(ascii)
const ports = [1883, 8883]
const PUBLISH = 3
/** Segments in which a message may be confirmed. */
const MAX_WAIT = 6
const PINGREQ = 12
const PINGRESP = 13

/** Bytes of the fixed header (type and variable length), 0 when malformed. */
function headerBytes(window: ByteWindow): number {
  for (let at = 1; at <= 4; at++) if (window.u8(at) < 0x80) return at + 1
  return 0
}
function remainingBytes(window: ByteWindow): number {
  let value = 0
  for (let at = 1, scale = 1; at <= 4; at++, scale *= 128) {
    value += (window.u8(at) & 0x7f) * scale
    if (window.u8(at) < 0x80) return value
  }
  return -1
}

/** First two bytes of what confirms a message of the quality in `state`: PUBACK or PUBREC, two bytes long. */
function confirmationOf(state: number): number {
  return ((state >>> 8) & 3) === 1 ? 0x4002 : 0x5002
}

/** The packet fills the segment and its flags are the ones that its type demands (section 2.2.2). */
function isWhole(window: ByteWindow): boolean {
  const header = headerBytes(window)
  const type = window.u8(0) >> 4
  const flags = window.u8(0) & 15
  if (header === 0 || header + remainingBytes(window) !== window.length || type === 0) return false
  if (type === PUBLISH) return (flags & 6) !== 6 && window.u16(header) > 0 && header + 2 + window.u16(header) <= window.length
  if (type === PINGREQ || type === PINGRESP) return flags === 0 && window.length === 2
  return flags === (type === 6 || type === 8 || type === 10 ? 2 : 0) && remainingBytes(window) >= 2
}

export const mqtt = defineDissector({
  protocol: "MQTT",
  transports: ["tcp"],
  minBytes: 2,
  recognise(seen) {
    const { stream, payload } = seen
    if (stream.u8(0) === CONNECT) {
      const at = headerBytes(stream)
      if (at > 0 && (stream.has(at, names[0]) || stream.has(at, names[1]))) return MATCH
      return stream.length < 14 ? NEED_MORE : NO_MATCH
    }
    // A message of QoS 1 or 2 that the other side confirms by its identifier (section 3.4, 3.5): no port needed.
    const confirmed = seen.state >>> 16
    if (confirmed !== 0 && payload.length === 4 && payload.u32(0) >>> 16 === confirmationOf(seen.state) && payload.u16(2) === confirmed) return MATCH
    const header = isWhole(payload) ? headerBytes(payload) : 0
    const qos = (payload.u8(0) >> 1) & 3
    if (header > 0 && payload.u8(0) >> 4 === PUBLISH && qos !== 0 && !seen.streamFromStart) {
      seen.state = (payload.u16(header + 2 + payload.u16(header)) << 16) | (qos << 8) | (seen.state & 0xff)
    }
    if ((!seen.hasPort(ports[0]) && !seen.hasPort(ports[1])) || header === 0) return seen.state >>> 16 !== 0 && seen.payloadPackets <= MAX_WAIT ? NEED_MORE : NO_MATCH
    // Three whole packets in a row are no accident.
    seen.state++
    return (seen.state & 0xff) >= 3 ? MATCH : NEED_MORE
  },
  extract(seen) {
    const { stream } = seen
    if (stream.u8(0) !== CONNECT) return DONE
    const record = (seen.metadata.mqtt ??= {})
    const name = headerBytes(stream)
    const level = name + 2 + stream.u16(name)
    record.version = stream.u8(level)
    // Level, flags, keep-alive, and in version 5 properties come before the client id.
    const properties = record.version === 5 ? 1 + stream.u8(level + 4) : 0
    const clientId = level + 4 + properties
    record.clientId = printable(stream, clientId + 2, stream.u16(clientId), 128)
    if (record.clientId !== "") seen.setInfo(String(record.clientId))
    if ((stream.u8(level + 1) & 0xc0) === 0xc0) seen.risk("clear_text_credentials", "MQTT user name and password")
    return DONE
  },
})
