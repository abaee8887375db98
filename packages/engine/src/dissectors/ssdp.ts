// SSDP, UPnP Device Architecture 1.1 section 1: HTTP-like headers in UDP datagrams.
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const openings = ["M-SEARCH * HTTP/1.", "NOTIFY * HTTP/1."].map(ascii)
/** An answer to M-SEARCH comes from port 1900, from a unicast address. */
const ANSWER = ascii("HTTP/1.1 200 OK")
const SSDP_PORT = 1900
const LF = 0x0a
const MAX_HEADERS = 32

export const ssdp = defineDissector({
  protocol: "SSDP",
  transports: ["udp"],
  hintPorts: [SSDP_PORT],
  firstBytes: [0x4d, 0x4e, 0x48],
  minBytes: 16,
  recognise(seen) {
    for (const opening of openings) if (seen.payload.has(0, opening)) return MATCH
    return seen.payload.has(0, ANSWER) && seen.hasPort(SSDP_PORT) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const record = (seen.metadata.ssdp ??= {})
    record.method ??= printable(payload, 0, Math.max(0, payload.indexOfByte(0x20)))
    let at = payload.indexOfByte(LF) + 1
    for (let headers = 0; headers < MAX_HEADERS && at > 0 && at < payload.length; headers++) {
      const end = payload.indexOfByte(LF, at)
      const line = printable(payload, at, (end < 0 ? payload.length : end) - at).replace(/\?$/, "") // the CR
      const colon = line.indexOf(":")
      const value = line.slice(colon + 1).trim()
      if (colon > 0 && value !== "") {
        switch (line.slice(0, colon).trim().toLowerCase()) {
          case "host":
            if (record.host === undefined) {
              record.host = value
              seen.setHostname(value)
            }
            break
          case "st":
          case "nt":
            record.target ??= value
            break
          case "usn":
            record.usn ??= value
            break
          case "location":
            record.location ??= value
            seen.setInfo(value)
            break
          case "server":
            record.server ??= value
            break
          case "user-agent":
            record.userAgent ??= value
            break
        }
      }
      at = end + 1
    }
    return record.location === undefined && seen.payloadPackets < 4 ? CONTINUE : DONE
  },
})
