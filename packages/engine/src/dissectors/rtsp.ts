// RTSP 1.0, RFC 2326 sections 4 and 6; 2.0, RFC 7826: HTTP-like lines that end in or begin with "RTSP/".
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Verdict } from "../inspect/types.ts"
import { headerValue } from "./text-lines.ts"

const USER_AGENT = ascii("\nuser-agent:")

const methods = ["OPTIONS ", "DESCRIBE ", "SETUP ", "PLAY ", "PAUSE ", "TEARDOWN ", "ANNOUNCE ", "RECORD ", "GET_PARAMETER ", "SET_PARAMETER ", "REDIRECT ", "PLAY_NOTIFY "].map(ascii)
const VERSION = ascii("RTSP/")
const SPACE_VERSION = ascii(" RTSP/")
const LF = 0x0a
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

export const rtsp = defineDissector({
  protocol: "RTSP",
  transports: ["tcp", "udp"],
  firstBytes: [...new Set([...methods.map((method) => method[0]), VERSION[0]])],
  minBytes: 9,
  recognise: ({ stream }) => recogniseLine(stream),
  extract(seen) {
    const { stream } = seen
    if (recogniseLine(stream) !== MATCH) return drop()
    const record = (seen.metadata.rtsp ??= {})
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
      return seen.payloadPackets < 8 ? CONTINUE : DONE
    }
  },
})
