// collectd's network plugin (collectd wiki, "Binary protocol"): parts of type and length, both big-endian, to the end of the datagram;
// signed or encrypted ones begin with such a part.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { DONE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"

const COLLECTD_PORT = 25826
const HOST = 0x0000
const TIME = 0x0001
const INTERVAL = 0x0007
const TIME_HR = 0x0008
const INTERVAL_HR = 0x0009
const SEVERITY = 0x0101
const SIGNATURE = 0x0200
const ENCRYPTION = 0x0210
const SIGNATURE_BYTES = 36
const MAX_PARTS = 400
const PROOF = 3

const isNumber = (type: number): boolean => type === TIME || type === INTERVAL || type === TIME_HR || type === INTERVAL_HR || type === SEVERITY
const isKnown = (type: number): boolean => type <= INTERVAL_HR || type === 0x0100 || type === SEVERITY

/** Host first, then parts of known types; how many fit together, 0 when one does not. */
function goodParts(payload: ByteWindow, from: number): number {
  let parts = 0
  for (let at = from; at + 4 <= payload.length && parts < MAX_PARTS; parts++) {
    const type = payload.u16(at)
    const size = payload.u16(at + 2)
    // Parts of types to come are skipped by whoever does not know them; a few known ones have proved enough.
    if (!isKnown(type) && parts >= PROOF) return parts
    if (!isKnown(type) || size < 5 || (isNumber(type) && size !== 12)) return 0
    if (parts === 0 && (type !== HOST || payload.u8(at + size - 1) !== 0 || payload.u8(at + 4) < 0x21)) return 0
    // The last part may have been cut by the snaplen.
    at += size
    if (at > payload.length) return at === from + size ? 0 : parts
  }
  return parts
}

export const collectd = defineDissector({
  protocol: "collectd",
  transports: ["udp"],
  hintPorts: [COLLECTD_PORT],
  firstBytes: [0, 2],
  minBytes: 16,
  recognise(seen) {
    const { payload } = seen
    const type = payload.u16(0)
    if (type === SIGNATURE) return payload.u16(2) >= SIGNATURE_BYTES && goodParts(payload, payload.u16(2)) >= 2 ? MATCH : NO_MATCH
    // Length of the whole, length of the user's name.
    if (type === ENCRYPTION) return seen.hasPort(COLLECTD_PORT) && payload.u16(2) === seen.payloadWireBytes && payload.u16(4) < 256 && payload.u8(6) >= 0x20 ? MATCH : NO_MATCH
    return type === HOST && goodParts(payload, 0) >= PROOF ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    if (payload.u16(0) === ENCRYPTION) {
      seen.metadata.collectd = { user: printable(payload, 6, Math.min(64, payload.u16(4))) }
      seen.setEncrypted(true)
      return DONE
    }
    const at = payload.u16(0) === SIGNATURE ? payload.u16(2) : 0
    seen.setHostname(printable(payload, at + 4, payload.u16(at + 2) - 5, 255))
    return DONE
  },
})
