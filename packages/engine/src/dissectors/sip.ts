// SIP, RFC 3261 section 7: request lines and status lines like HTTP's; its session descriptions (RFC 8866) announce RTP.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const methods = ["INVITE ", "REGISTER ", "OPTIONS ", "BYE ", "ACK ", "CANCEL ", "SUBSCRIBE ", "NOTIFY ", "MESSAGE ", "INFO ", "PRACK ", "UPDATE ", "REFER ", "PUBLISH ", "SERVICE ", "BENOTIFY ", "NEGOTIATE "].map(ascii)
const STATUS = ascii("SIP/2.0 ")
const VERSION = ascii(" SIP/2.0")
const URIS = ["sip:", "sips:", "tel:"].map(ascii)
const LF = 0x0a
const MAX_LINES = 200
const RTP_SECONDS = 120
const MAX_PACKETS = 12
/** Payload types of one medium that are told to its flow. */
const MAX_MAPS = 16

export const sip = defineDissector({
  protocol: "SIP",
  transports: ["udp", "tcp"],
  hintPorts: [5060, 5061],
  firstBytes: [...new Set([...methods.map((method) => method[0]), STATUS[0], 0x0d])],
  minBytes: 12,
  recognise({ stream }) {
    return stream.has(0, STATUS) || isRequest(stream) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { stream } = seen
    if (stream.has(0, STATUS) || isRequest(stream)) takeMessage(seen)
    seen.consume(stream.length)
    return seen.payloadPackets < MAX_PACKETS ? CONTINUE : DONE
  },
})

function isRequest(stream: ByteWindow): boolean {
  for (const method of methods) {
    if (!stream.has(0, method)) continue
    for (const uri of URIS) if (stream.hasNoCase(method.length, uri)) return true
    const end = stream.indexOfByte(LF, 0, 400)
    return stream.indexOf(VERSION, method.length, end < 0 ? 400 : end) > 0
  }
  return false
}

function takeMessage(seen: Inspection): void {
  const { stream } = seen
  const record = (seen.metadata.sip ??= {})
  let at = 0
  let sessionIp = ""
  let media: MediaLine | null = null
  for (let lines = 0; lines < MAX_LINES && at < stream.length; lines++) {
    let end = stream.indexOfByte(LF, at)
    if (end < 0) end = stream.length
    const start = at
    at = end + 1
    if (lines > 0 && !isWanted(stream, start)) continue
    const line = printable(stream, start, end - start - (stream.u8(end - 1) === 0x0d ? 1 : 0))
    if (lines === 0) {
      if (line.startsWith("SIP/2.0 ")) record.status = Number(line.slice(8, 11))
      else {
        record.method ??= line.split(" ")[0]
        record.uri ??= line.split(" ")[1]
      }
      continue
    }
    const colon = line.indexOf(":")
    const equals = line.indexOf("=")
    if (equals === 1) {
      if (line.startsWith("c=IN IP")) {
        const ip = line.split(" ")[2]?.split("/")[0] ?? ""
        // Behind a media line it is that medium's own.
        if (media) media.ip = ip
        else sessionIp = ip
      } else if (line.startsWith("m=")) {
        if (media) expectMedia(seen, media)
        media = mediaLine(line, sessionIp)
      } else if (media && line.startsWith("a=rtpmap:") && media.maps.length < MAX_MAPS) media.maps.push(line.slice(9).replace(" ", "="))
      continue
    }
    if (colon <= 0) continue
    const value = line.slice(colon + 1).trim()
    switch (line.slice(0, colon).trim().toLowerCase()) {
      case "from":
      case "f":
        record.from ??= value
        break
      case "to":
      case "t":
        record.to ??= value
        if (typeof record.from === "string") seen.setInfo(`${address(record.from)} > ${address(value)}`)
        break
      case "call-id":
      case "i":
        record.callId ??= value
        break
      case "user-agent":
      case "server":
        record[seen.toServer ? "userAgent" : "server"] ??= value
    }
  }
  if (media) expectMedia(seen, media)
}
/** From, To, Call-ID, User-Agent, Server (or their short forms), and the media lines of a session description. */
function isWanted(stream: ByteWindow, at: number): boolean {
  const first = stream.u8(at) | 0x20
  const second = stream.u8(at + 1)
  if (second === 0x3d) return first === 0x63 || first === 0x6d || first === 0x61 // c= m= a=
  const third = stream.u8(at + 2) | 0x20
  switch (first) {
    case 0x66: return second === 0x3a || third === 0x6f // f: from
    case 0x74: return second === 0x3a || (second | 0x20) === 0x6f // t: to
    case 0x69: return second === 0x3a // i:
    case 0x63: return (second | 0x20) === 0x61 && third === 0x6c // call-id
    case 0x75: return (second | 0x20) === 0x73 // user-agent
    case 0x73: return (second | 0x20) === 0x65 // server
    default: return false
  }
}
function address(value: string): string {
  return /<?(?:sips?|tel):([^>;]+)/i.exec(value)?.[1] ?? value
}

interface MediaLine { readonly kind: string; readonly port: number; readonly transport: string; ip: string; readonly maps: string[] }

/** "m=audio 49170 RTP/AVP 0": the sender will receive there. */
function mediaLine(line: string, ip: string): MediaLine {
  const [kind = "", port, transport = ""] = line.slice(2).split(" ")
  return { kind, port: Number(port), transport, ip, maps: [] }
}

function expectMedia(seen: Inspection, { kind, port, transport, ip, maps }: MediaLine): void {
  if (!transport.startsWith("RTP/") && !transport.startsWith("UDP/TLS/RTP")) return
  if (!Number.isInteger(port) || port <= 0 || port > 65535) return
  const record = (seen.metadata.sip ??= {})
  record.media ??= kind
  seen.expect({
    protocol: transport.includes("SAVP") ? "SRTP" : "RTP", transport: "udp", ip: ip === "" ? seen.ipText("src") : ip, port, forSeconds: RTP_SECONDS,
    // For rtp-quality.ts: "audio 111=opus/48000/2".
    note: [kind, ...maps].join(" "),
  })
}
