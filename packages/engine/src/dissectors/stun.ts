// STUN, RFC 8489 section 5, and TURN, RFC 8656: a type with two zero bits, a length in words, the cookie; attributes that add up.
// ICE calls go on in the same flow with DTLS and (S)RTP, told apart by the first byte (RFC 7983); TURN relays them in ChannelData.
import type { ByteWindow } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { formatIp } from "../addresses/ip-text.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Appetite, type Inspection, type Verdict } from "../inspect/types.ts"
import { areDtlsRecords, takeDtls } from "./dtls.ts"
import { looksLikeRtp } from "./rtp.ts"
import { plainFraming } from "../calls/media-framing.ts"

const MAGIC_COOKIE = 0x2112a442
const HEADER_BYTES = 20
const CHANNEL_HEADER_BYTES = 4
const MAPPED_ADDRESS = 0x0001
const XOR_PEER_ADDRESS = 0x0012
const REALM = 0x0014
const XOR_RELAYED_ADDRESS = 0x0016
const XOR_MAPPED_ADDRESS = 0x0020
const XOR_MAPPED_ADDRESS_OLD = 0x8020
const SOFTWARE = 0x8022
const RESPONSE_ORIGIN = 0x802b
const OTHER_ADDRESS = 0x802c
const MAX_ATTRIBUTES = 32
/** Messages in one TCP segment. */
const MAX_MESSAGES = 16
/** A flow that turns to media does so within its first packets; one that only relays stays STUN. */
const MAX_STUN_PACKETS = 7
const MAX_DTLS_PACKETS = 24

// seen.state: the low three bits are takeDtls's.
const IS_DTLS = 8
const IS_MEDIA = 16
const IS_PEER_KNOWN = 32
/** Recognition of messages without cookie: how many so far. */
const CLASSIC_ONE = 1 << 24

/** 0 = no, 1 = a STUN message without cookie (RFC 3489), 2 = with cookie. */
export function stunKind(payload: ByteWindow, at: number, wireBytes: number): 0 | 1 | 2 {
  const type = payload.u16(at)
  const length = payload.u16(at + 2)
  if (type === 0 || type >= 0x4000 || payload.length < at + HEADER_BYTES) return 0
  // WhatsApp's lengths are not always whole words.
  if (payload.u32(at + 4) === MAGIC_COOKIE) return at + HEADER_BYTES + length <= wireBytes ? 2 : 0
  // Without the cookie everything must fit: the length to the byte, a binding or shared-secret method, attributes to the end.
  if (length % 4 !== 0 || at + HEADER_BYTES + length !== wireBytes || (type & 0xfeef) > 2 || length === 0) return 0
  return attributesFit(payload, at + HEADER_BYTES, at + HEADER_BYTES + length) ? 1 : 0
}

function attributesFit(payload: ByteWindow, at: number, end: number): boolean {
  for (let i = 0; i < MAX_ATTRIBUTES && at < end; i++) {
    if (at + 4 > end) return false
    at += 4 + ((payload.u16(at + 2) + 3) & ~3)
  }
  return at === end
}

export const stun = defineDissector({
  protocol: "STUN",
  transports: ["udp", "tcp"],
  hintPorts: [3478, 3479, 5349, 19302],
  minBytes: HEADER_BYTES,
  recognise(seen): Verdict {
    const { stream } = seen
    // TURN over TCP may frame messages with a length of its own (RFC 4571).
    const framed = seen.transport === "tcp" && stream.u16(0) + 2 <= stream.length && stunKind(stream, 2, 2 + stream.u16(0)) === 2
    const kind = framed ? 2 : stunKind(stream, 0, seen.transport === "tcp" ? stream.length : seen.payloadWireBytes)
    if (kind === 2) return MATCH
    if (kind === 0) return NO_MATCH
    seen.state += CLASSIC_ONE
    return seen.hasPort(3478) || seen.hasPort(3479) || seen.state >= 2 * CLASSIC_ONE ? MATCH : NEED_MORE
  },
  extract(seen) {
    return seen.transport === "tcp" ? takeStream(seen) : takeDatagram(seen)
  },
})

function takeStream(seen: Inspection): Appetite {
  const { stream } = seen
  let at = 0
  for (let i = 0; i < MAX_MESSAGES && at < stream.length; i++) {
    if (stunKind(stream, at, stream.length) === 2) {
      takeMessage(seen, at)
      at += HEADER_BYTES + stream.u16(at + 2)
    } else if (stunKind(stream, at + 2, stream.length) === 2) {
      takeMessage(seen, at + 2)
      at += 2 + Math.max(HEADER_BYTES, stream.u16(at))
    } else break
  }
  seen.consume(stream.length)
  return seen.payloadPackets < MAX_STUN_PACKETS ? CONTINUE : DONE
}

function takeDatagram(seen: Inspection): Appetite {
  const { payload } = seen
  const first = payload.u8(0)
  if (stunKind(payload, 0, seen.payloadWireBytes) !== 0) {
    takeMessage(seen, 0)
    if (!seen.hasOwnApp) seen.recallCall()
  } else if (first >= 20 && first < 64 && areDtlsRecords(payload)) {
    if ((seen.state & IS_DTLS) === 0) {
      seen.state |= IS_DTLS
      seen.changeMaster("DTLS")
    }
    takeDtls(seen)
  } else if (looksLikeRtp(payload)) takeMedia(seen)
  // ChannelData (RFC 8656 section 12.4): relayed media; the flow stays the relay's.
  else if (first >= 0x40 && first < 0x50 && payload.u16(2) + CHANNEL_HEADER_BYTES <= seen.payloadWireBytes && looksLikeRtp(payload, CHANNEL_HEADER_BYTES)) {
    seen.state |= IS_MEDIA
    seen.carriesMedia(plainFraming)
  }
  if ((seen.state & IS_MEDIA) !== 0) return CONTINUE
  return seen.payloadPackets < ((seen.state & IS_DTLS) === 0 ? MAX_STUN_PACKETS : MAX_DTLS_PACKETS) ? CONTINUE : DONE
}

/** Media of the call: of a known application it is encrypted (SRTP); under DTLS it always is. */
function takeMedia(seen: Inspection): void {
  if ((seen.state & (IS_MEDIA | IS_DTLS)) === 0) {
    if (seen.hasOwnApp) {
      seen.changeMaster("SRTP")
      seen.setEncrypted(true)
    } else seen.setApp("RTP")
  }
  seen.state |= IS_MEDIA
  seen.carriesMedia(plainFraming)
}

function takeMessage(seen: Inspection, start: number): void {
  const { stream } = seen
  const record = (seen.metadata.stun ??= {})
  const end = Math.min(start + HEADER_BYTES + stream.u16(start + 2), stream.length)
  const messageType = stream.u16(start)
  record.messageType ??= messageType
  let app = isWhatsAppMethod(messageType) ? "WhatsAppCall" : isMeetServer(seen) ? "GoogleCall" : ""
  let at = start + HEADER_BYTES
  for (let i = 0; i < MAX_ATTRIBUTES && at + 4 <= end; i++) {
    const type = stream.u16(at)
    const size = stream.u16(at + 2)
    const body = at + 4
    switch (type) {
      case MAPPED_ADDRESS:
      case XOR_MAPPED_ADDRESS:
      case XOR_MAPPED_ADDRESS_OLD:
        record.mappedAddress ??= addressText(stream, body, size, start, type !== MAPPED_ADDRESS)
        break
      case XOR_PEER_ADDRESS:
        record.peerAddress ??= addressText(stream, body, size, start, true)
        break
      case XOR_RELAYED_ADDRESS:
        record.relayedAddress ??= addressText(stream, body, size, start, true)
        break
      case RESPONSE_ORIGIN:
        record.responseOrigin ??= addressText(stream, body, size, start, false)
        break
      case OTHER_ADDRESS:
        record.otherAddress ??= addressText(stream, body, size, start, false)
        break
      case SOFTWARE:
        record.software ??= printable(stream, body, size, 128)
        break
      case REALM:
        if (record.realm === undefined) {
          const realm = printable(stream, body, size, 128)
          record.realm = realm
          if (realm.includes(".")) seen.setHostname(realm)
          app = realmApp(realm) || app
        }
        break
      default:
        if (app === "") app = attributeApp(type, size, stream, body)
    }
    at = body + ((size + 3) & ~3)
  }
  if (app !== "" && record.call === undefined) {
    record.call = app
    seen.setApp(app)
    seen.rememberCall(app)
  }
  // Who this application calls or is relayed to belongs to it, too.
  if (typeof record.call === "string" && (seen.state & IS_PEER_KNOWN) === 0) rememberPeer(seen, record, record.call)
}

function rememberPeer(seen: Inspection, record: Record<string, unknown>, app: string): void {
  const peer = /^\[?([^\]]+?)\]?:(\d+)$/.exec(typeof record.peerAddress === "string" ? record.peerAddress : "")
  if (!peer) return
  seen.state |= IS_PEER_KNOWN
  seen.rememberCall(app, peer[1], Number(peer[2]))
}

// ── who is calling

/** WhatsApp's own methods: outside the assigned range of RFC 8489 section 18.2. */
function isWhatsAppMethod(type: number): boolean {
  return type >= 0x0800 && type <= 0x0805
}

/** Proprietary attributes that give an application away. */
function attributeApp(type: number, size: number, stream: ByteWindow, body: number): string {
  // WhatsApp: the first comprehension-required attributes beyond those assigned.
  if (type >= 0x4000 && type <= 0x4007) return "WhatsAppCall"
  // MS-TURN 2.2.2, MS-TURNBWM 2.2 and MS-ICE2 2.2.3: MS-VERSION, sequence number, CANDIDATE-IDENTIFIER, service quality, bandwidth management,
  // IMPLEMENTATION-VERSION, alternate host name, application id, multiplexed session id
  if (type === 0x8008 || (type >= 0x8050 && type <= 0x8062) || type === 0x8068 || type === 0x8070 || (type >= 0x8090 && type <= 0x8095)) return "Skype_TeamsCall"
  // Zoom's check of the way sends the digits 1234567890 twice.
  if (type === 0x0101 && size === 20 && stream.u32(body) === 0x31323334 && stream.u32(body + 4) === 0x35363738) return "Zoom"
  return ""
}

const realmApps: readonly (readonly [suffix: string, app: string])[] = [
  ["signal.org", "SignalVoip"], ["telegram.org", "TelegramVoip"], ["viber.com", "ViberVoip"], ["turner.facebook", "FacebookVoip"],
  ["facebook.com", "FacebookVoip"], ["whatsapp.com", "WhatsAppCall"], ["whatsapp.net", "WhatsAppCall"], ["google.com", "GoogleCall"],
  ["zoom.us", "Zoom"], ["skype.com", "Skype_TeamsCall"], ["rtc.skype", "Skype_TeamsCall"], ["snapchat.com", "SnapchatCall"],
]
function realmApp(realm: string): string {
  const name = realm.toLowerCase()
  return realmApps.find(([suffix]) => name === suffix || name.endsWith(`.${suffix}`))?.[1] ?? ""
}

/** Google's published media ranges of Meet: 74.125.250.0/24, 142.250.82.0/24, 2001:4860:4864:5::/64, 2001:4860:4864:6::/64. */
function isMeetServer(seen: Inspection): boolean {
  const srcNetwork = seen.srcIpv4 >>> 8
  const dstNetwork = seen.dstIpv4 >>> 8
  if (seen.ipVersion === 4) return srcNetwork === 0x4a7dfa || dstNetwork === 0x4a7dfa || srcNetwork === 0x8efa52 || dstNetwork === 0x8efa52
  return isMeetText(seen.ipText("dst")) || isMeetText(seen.ipText("src"))
}
function isMeetText(ip: string): boolean {
  return ip.startsWith("2001:4860:4864:5:") || ip.startsWith("2001:4860:4864:6:")
}

const words = new Uint32Array(4)
/** Address and port; XORed with cookie and transaction id (RFC 8489 section 14.2). */
function addressText(stream: ByteWindow, at: number, size: number, message: number, isXored: boolean): string | undefined {
  const family = stream.u8(at + 1)
  const port = stream.u16(at + 2) ^ (isXored ? MAGIC_COOKIE >>> 16 : 0)
  if (family === 1 && size >= 8) {
    const word = (stream.u32(at + 4) ^ (isXored ? MAGIC_COOKIE : 0)) >>> 0
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}:${port}`
  }
  if (family !== 2 || size < 20) return undefined
  for (let i = 0; i < 4; i++) words[i] = stream.u32(at + 4 + i * 4) ^ (isXored ? stream.u32(message + 4 + i * 4) : 0)
  return `[${formatIp(words, 0)}]:${port}`
}
