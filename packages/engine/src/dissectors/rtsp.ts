// RTSP 1.0, RFC 2326 sections 4 and 6; 2.0, RFC 7826: HTTP-like lines that end in or begin with "RTSP/".
// SETUP announces where RTP and RTCP will go (12.39), or that they come in between (10.12): "$", channel, length u16, packet.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { looksLikeReport, looksLikeRtp } from "../calls/rtp-header.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { headerValue } from "./text-lines.ts"

const USER_AGENT = ascii("\nuser-agent:")

const methods = ["OPTIONS ", "DESCRIBE ", "SETUP ", "PLAY ", "PAUSE ", "TEARDOWN ", "ANNOUNCE ", "RECORD ", "GET_PARAMETER ", "SET_PARAMETER ", "REDIRECT ", "PLAY_NOTIFY "].map(ascii)
const VERSION = ascii("RTSP/")
const SPACE_VERSION = ascii(" RTSP/")
const LF = 0x0a
const TRANSPORT = ascii("\ntransport:")
const RTP_SECONDS = 120
/** Options, description, log-in and a set-up per medium, each with its answer. */
const MAX_PACKETS = 24
const RTSP_PORT = 554
const FRAME = 0x24
const FRAME_HEADER_BYTES = 4
const MAX_CHANNEL = 7
const MAX_LINE_BYTES = 1024

function recogniseLine(stream: ByteWindow): Verdict {
  if (stream.has(0, VERSION)) return stream.u8(6) === 0x2e && stream.u8(8) === 0x20 ? MATCH : NO_MATCH
  for (const method of methods) {
    if (!stream.has(0, method)) continue
    const end = stream.indexOfByte(LF, method.length, MAX_LINE_BYTES)
    if (end < 0) return stream.length < MAX_LINE_BYTES ? NEED_MORE : NO_MATCH
    return stream.indexOf(SPACE_VERSION, method.length, end) > 0 ? MATCH : NO_MATCH
  }
  return NO_MATCH
}

/** A connection that is under way: a frame of RTP or RTCP, and another behind it (on the port one is enough). */
function frameVerdict({ stream, serverPort }: Inspection): Verdict {
  const bytes = stream.u16(2)
  if (stream.u8(1) > MAX_CHANNEL || bytes < 8 || (!looksLikeRtp(stream, FRAME_HEADER_BYTES) && !looksLikeReport(stream, FRAME_HEADER_BYTES))) return NO_MATCH
  const next = FRAME_HEADER_BYTES + bytes
  if (serverPort === RTSP_PORT) return MATCH
  return stream.u8(next) === FRAME && stream.u8(next + 1) <= MAX_CHANNEL && (looksLikeRtp(stream, next + FRAME_HEADER_BYTES) || looksLikeReport(stream, next + FRAME_HEADER_BYTES)) ? MATCH : NO_MATCH
}

/** "RTP/AVP;unicast;client_port=8000-8001;server_port=9000-9001": datagrams will come to these ports. */
function expectMedia(seen: Inspection, transport: string): void {
  if (!/^RTP\/S?AVPF?(\/UDP)?(;|$)/i.test(transport)) return
  for (const [name, end] of [["client_port", "client"], ["server_port", "server"]] as const) {
    const ports = new RegExp(`${name}=(\\d{1,5})(?:-(\\d{1,5}))?`).exec(transport)
    if (ports === null) continue
    const ip = seen.ipText(end)
    const expectPort = (protocol: string, port: number): void => {
      if (port > 0 && port < 65_536) seen.expect({ protocol, transport: "udp", ip, port, forSeconds: RTP_SECONDS })
    }
    expectPort("RTP", Number(ports[1]))
    if (ports[2] !== undefined) expectPort("RTCP", Number(ports[2]))
  }
}

export const rtsp = defineDissector({
  protocol: "RTSP",
  transports: ["tcp", "udp"],
  firstBytes: [...new Set([...methods.map((method) => method[0]), VERSION[0], FRAME])],
  minBytes: 9,
  recognise(seen) {
    return seen.stream.u8(0) === FRAME && seen.transport === "tcp" ? frameVerdict(seen) : recogniseLine(seen.stream)
  },
  extract(seen) {
    const { stream } = seen
    if (recogniseLine(stream) !== MATCH) return drop()
    const record = (seen.metadata.rtsp ??= {})
    const transport = headerValue(stream, TRANSPORT)
    if (transport !== null) expectMedia(seen, transport)
    const line = printable(stream, 0, stream.indexOfByte(LF)).replace(/\?$/, "") // the CR
    if (line.startsWith("RTSP/")) {
      record.status = Number(line.slice(9, 12))
      if (Number(record.status) >= 400) seen.risk("error_code_detected", `RTSP Error Code ${String(record.status)}`)
    } else if (record.method === undefined) {
      const [method, url = ""] = line.split(" ")
      record.method = method
      record.url = url
      const host = /^rtspu?:\/\/(?:[^/@]*@)?([^:/]+)/i.exec(url)
      if (host && !/^[\d.]+$/.test(host[1])) seen.setHostname(host[1])
      const userAgent = headerValue(stream, USER_AGENT)
      if (userAgent !== null) record.userAgent = userAgent
      seen.setInfo(url)
    }
    return drop()

    function drop(): typeof CONTINUE | typeof DONE {
      seen.consume(stream.length)
      return seen.payloadPackets < MAX_PACKETS ? CONTINUE : DONE
    }
  },
})
