// DHCP, RFC 2131 section 2 (message), RFC 2132 (options): a BOOTP header, the magic cookie, options of tag, length, value.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { formatIpv4 } from "../addresses/ip-text.ts"
import { CONTINUE, MATCH, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const COOKIE_AT = 236
const MAGIC_COOKIE = 0x63825363
const BOOTP_BYTES = 300
const MAX_OPTIONS = 64
const MAX_FINGERPRINT_OPTIONS = 64

const OPTION_PAD = 0
const OPTION_HOST_NAME = 12
const OPTION_REQUESTED_ADDRESS = 50
const OPTION_MESSAGE_TYPE = 53
const OPTION_PARAMETERS = 55
const OPTION_CLASS = 60
const OPTION_CLIENT_NAME = 81
const OPTION_END = 255

const messageTypes = ["", "discover", "offer", "request", "decline", "ack", "nak", "release", "inform", "force-renew", "lease-query", "lease-unassigned", "lease-unknown", "lease-active"]

export const dhcp = defineDissector({
  protocol: "DHCP",
  transports: ["udp"],
  firstBytes: [1, 2],
  minBytes: COOKIE_AT + 4,
  /** Operation, hardware address of sane length, cookie; BOOTP (RFC 951) has none, so its ports and an Ethernet address must do. */
  recognise(seen) {
    const { payload } = seen
    if (payload.u8(2) > 16 || payload.u8(3) > 32) return NO_MATCH
    if (payload.u32(COOKIE_AT) === MAGIC_COOKIE) return MATCH
    const isBootp = payload.length >= BOOTP_BYTES && payload.u8(1) === 1 && payload.u8(2) === 6 && payload.u16(34) === 0 && payload.u32(36) === 0 && payload.u32(40) === 0
    return isBootp && seen.hasPort(67) && (payload.u16(10) & 0x7fff) === 0 ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    if (payload.u32(COOKIE_AT) !== MAGIC_COOKIE) return CONTINUE
    const record = (seen.metadata.dhcp ??= {})
    let type = 0
    let hostName = ""
    let address = payload.u32(16) || payload.u32(12) // yiaddr of an answer, ciaddr of a client that has one
    let at = COOKIE_AT + 4
    for (let options = 0; options < MAX_OPTIONS && at < payload.length; options++) {
      const tag = payload.u8(at)
      if (tag === OPTION_END) break
      if (tag === OPTION_PAD) {
        at++
        continue
      }
      const length = payload.u8(at + 1)
      const value = at + 2
      if (value + length > payload.length) break
      switch (tag) {
        case OPTION_MESSAGE_TYPE:
          type = payload.u8(value)
          record.messageType = messageTypes[type] ?? String(type)
          break
        case OPTION_HOST_NAME:
          hostName = printable(payload, value, length).replace(/\?+$/, "")
          break
        case OPTION_CLIENT_NAME:
          // RFC 4702: flags and two obsolete codes come first.
          if (hostName === "" && length > 3 && (payload.u8(value) & 4) === 0) hostName = printable(payload, value + 3, length - 3)
          break
        case OPTION_CLASS:
          record.classIdentifier ??= printable(payload, value, length)
          break
        case OPTION_REQUESTED_ADDRESS:
          address ||= payload.u32(value)
          break
        case OPTION_PARAMETERS:
          record.fingerprint ??= fingerprint(payload, value, length)
          break
      }
      at = value + length
    }
    takeNames(seen, record, hostName, address, payload.u8(0) === 1)
    return CONTINUE
  },
})

/** The options that a client asks for, in its order: tells systems apart. */
function fingerprint(payload: ByteWindow, at: number, length: number): string {
  const tags: number[] = []
  for (let i = 0; i < Math.min(length, MAX_FINGERPRINT_OPTIONS); i++) tags.push(payload.u8(at + i))
  return tags.join(",")
}

function takeNames(seen: Inspection, record: Record<string, unknown>, hostName: string, address: number, fromClient: boolean): void {
  if (address !== 0) record.address = formatIpv4(address)
  if (hostName !== "" && fromClient) {
    // Clients without an address share one flow (0.0.0.0 to 255.255.255.255): the first one names it.
    if (record.hostName === undefined) seen.setHostname(hostName)
    record.hostName = hostName
  }
  const known = typeof record.hostName === "string" ? record.hostName : ""
  if (known !== "" && address !== 0) seen.learnName(formatIpv4(address), known, "dhcp")
  const os = osOfClass(record.classIdentifier)
  if (os !== null && fromClient && address !== 0 && address === seen.srcIpv4) seen.learnOs("src", os)
}

function osOfClass(identifier: unknown): string | null {
  if (typeof identifier !== "string") return null
  if (identifier.startsWith("MSFT ")) return "Windows"
  const android = /^android-dhcp-(\d+)/.exec(identifier)
  return android ? `Android ${android[1]}` : null
}
