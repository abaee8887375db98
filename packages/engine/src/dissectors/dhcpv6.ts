// DHCPv6, RFC 8415 section 8 (client and server messages), section 9 (relay messages), section 21 (options).
import type { ByteWindow } from "../bytes/byte-window.ts"
import { CONTINUE, MATCH, NO_MATCH, defineDissector } from "../inspect/types.ts"
import { readName } from "./dns-message.ts"

const CLIENT_PORT = 546
const SERVER_PORT = 547
const LAST_MESSAGE_TYPE = 36
const RELAY_FORWARD = 12
const RELAY_REPLY = 13
const OPTION_CLIENT_ID = 1
const OPTION_SERVER_ID = 2
const OPTION_REQUESTED = 6
const OPTION_ELAPSED_TIME = 8
const OPTION_RELAY_MESSAGE = 9
/** Assigned by IANA so far, with room. */
const LAST_OPTION = 160
const OPTION_CLIENT_NAME = 39
const MAX_OPTIONS = 32

const messageTypes = ["", "solicit", "advertise", "request", "confirm", "renew", "rebind", "reply", "release", "decline", "reconfigure", "information-request", "relay-forward", "relay-reply"]

/** Options fill the message exactly, and one that every client or relay sends is among them. */
function optionsFit(payload: ByteWindow, at: number, wireBytes: number): boolean {
  let isUsual = false
  for (let options = 0; options < MAX_OPTIONS && at < payload.length; options++) {
    const code = payload.u16(at)
    const end = at + 4 + payload.u16(at + 2)
    if (at + 4 > wireBytes || end > wireBytes || code === 0 || code > LAST_OPTION) return false
    isUsual ||= code === OPTION_CLIENT_ID || code === OPTION_SERVER_ID || code === OPTION_RELAY_MESSAGE || code === OPTION_ELAPSED_TIME
    at = end
  }
  return isUsual
}

function optionsStart(type: number): number {
  return type === RELAY_FORWARD || type === RELAY_REPLY ? 34 : 4
}

export const dhcpv6 = defineDissector({
  protocol: "DHCPV6",
  transports: ["udp"],
  hintPorts: [CLIENT_PORT, SERVER_PORT],
  onlyOnHintPorts: true,
  minBytes: 8,
  recognise(seen) {
    if (!seen.hasPort(CLIENT_PORT) && !seen.hasPort(SERVER_PORT)) return NO_MATCH
    const type = seen.payload.u8(0)
    if (type === 0 || type > LAST_MESSAGE_TYPE || seen.ipVersion !== 6) return NO_MATCH
    return optionsFit(seen.payload, optionsStart(type), seen.payloadWireBytes) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    const record = (seen.metadata.dhcpv6 ??= {})
    const type = payload.u8(0)
    record.messageType = messageTypes[type] ?? String(type)
    let at = optionsStart(type)
    for (let options = 0; options < MAX_OPTIONS && at + 4 <= payload.length; options++) {
      const length = payload.u16(at + 2)
      if (payload.u16(at) === OPTION_REQUESTED) {
        const codes: number[] = []
        for (let i = 0; i < Math.min(length, 128); i += 2) codes.push(payload.u16(at + 4 + i))
        record.fingerprint = codes.join(",")
      } else if (payload.u16(at) === OPTION_CLIENT_NAME && length > 1) {
        // RFC 4704: flags, then a name in DNS wire format.
        const name = readName(payload, at + 5)
        if (name !== "") {
          record.hostName = name
          seen.setHostname(name)
          if (seen.toServer) seen.learnName(seen.ipText("src"), name, "dhcp")
        }
      }
      at += 4 + length
    }
    return CONTINUE
  },
})
