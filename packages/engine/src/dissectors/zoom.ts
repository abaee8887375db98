// Zoom's media transport over UDP: no specification; what its packets prove (and O. Michel et al., "Enabling Passive Measurement of Zoom
// Performance in Production Networks", IMC 2022, for the media headers).
//    to and from the conference server: type | ...   1, 2 = hello and its answer, with the client's 16-byte token; 3, 4 = round trip; 5 = media
//    between two participants: 1F 02 01 00 (who is calling), then media without the server's header
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"
import { AUDIO, SCREEN, VIDEO, type MediaFraming } from "../calls/media-framing.ts"
import { looksLikeRtp } from "./rtp.ts"
import { hex, type ByteWindow } from "../bytes/byte-window.ts"

const HELLO = 1
const ROUND_TRIP = 3
const ROUND_TRIP_ANSWER = 4
const HELLO_BYTES = 39
const PEER_HELLO = hex("1f 02 01 00")
const PORTS = [8801, 8802, 8803, 8804, 8805, 8806, 8807, 8808, 8809, 8810]
const MEDIA = 5
const SERVER_HEADER_BYTES = 8
const SIGNATURE_BYTES = 64

export const zoom = defineDissector({
  protocol: "Zoom",
  transports: ["udp"],
  hintPorts: PORTS,
  firstBytes: [HELLO, ROUND_TRIP, ROUND_TRIP_ANSWER, MEDIA, 0x1f],
  minBytes: 13,
  recognise(seen): Verdict {
    const { payload } = seen
    if (payload.u8(0) === 0x1f) return isPeerHello(seen) ? MATCH : NO_MATCH
    if (payload.u8(0) === MEDIA) return isOnPorts(seen) && isMedia(payload) ? MATCH : NO_MATCH
    if (payload.u8(0) === ROUND_TRIP || payload.u8(0) === ROUND_TRIP_ANSWER) return answersRoundTrip(seen)
    if (payload.length < HELLO_BYTES) return NO_MATCH
    // Hello: its kind, the token, a version, the clock twice, and the length of what signs it.
    const clock = payload.u32(27)
    const isHello = payload.u8(1) === 0 && payload.u32(3) !== 0 && payload.u32(11) !== 0 && payload.u32(19) === 0 && payload.u32(23) < 256
    return isHello && clock !== 0 && clock === payload.u32(31) && payload.u32(35) === SIGNATURE_BYTES ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    seen.setEncrypted(true)
    if (framing.mediaAt(payload) >= 0) seen.carriesMedia(framing)
    return seen.payloadPackets < 64 ? CONTINUE : DONE
  },
})

function isOnPorts({ serverPort, clientPort }: Inspection): boolean {
  const last = PORTS[PORTS.length - 1]
  return (serverPort >= PORTS[0] && serverPort <= last) || (clientPort >= PORTS[0] && clientPort <= last)
}

/** The server's header, a kind of media, and RTP where that kind has it: a meeting under way. */
function isMedia(payload: ByteWindow): boolean {
  const at = rtpAt(payload.u8(SERVER_HEADER_BYTES))
  return at > 0 && payload.u24(1) !== 0 && looksLikeRtp(payload, SERVER_HEADER_BYTES + at)
}

/** Of a meeting whose beginning was not seen, on its ports: a question about the round trip (a byte, a number, a clock) and its repetition. */
function answersRoundTrip(seen: Inspection): Verdict {
  const { payload } = seen
  if (seen.serverPort < PORTS[0] || seen.serverPort > PORTS[PORTS.length - 1] || payload.u32(1) === 0 || payload.u32(5) === 0) return NO_MATCH
  const mixed = payload.u32(1) ^ payload.u32(5) ^ payload.u32(9)
  const asked = ((mixed ^ (mixed >>> 16)) & 0xffff) | 1
  // Both sides ask: 16 bits of memory for each.
  const isOfClient = seen.toServer === (payload.u8(0) === ROUND_TRIP)
  const shift = isOfClient ? 0 : 16
  if (payload.u8(0) === ROUND_TRIP_ANSWER) return ((seen.state >>> shift) & 0xffff) === asked ? MATCH : NEED_MORE
  seen.state = (seen.state & ~(0xffff << shift)) | (asked << shift)
  return NEED_MORE
}

/** 1F 02 01 00, two roles, then address and meeting as counted text. */
function isPeerHello({ payload }: Inspection): boolean {
  if (!payload.has(0, PEER_HELLO)) return false
  const addressBytes = payload.u32(24)
  if (addressBytes < 7 || addressBytes > 45) return false
  const id = 28 + addressBytes
  return payload.u32(id) > 0 && payload.u32(id) <= 64 && payload.length >= id + 4 + payload.u32(id)
}

/** How far behind its type RTP begins, 0 = another type. */
function rtpAt(type: number): number {
  return type === 13 ? 27 : type === 15 ? 19 : type === 16 ? 24 : type === 30 ? 20 : 0
}

/** Where the media header begins: behind the server's, or at once between two participants; -1 = no media. */
function mediaHeaderAt(payload: ByteWindow): number {
  const first = payload.u8(0)
  if (first === MEDIA) return SERVER_HEADER_BYTES
  return first > MEDIA && first !== 0x1f ? 0 : -1
}

const framing: MediaFraming = {
  mediaAt(payload) {
    const header = mediaHeaderAt(payload)
    const behind = header < 0 ? 0 : rtpAt(payload.u8(header))
    return behind > 0 && looksLikeRtp(payload, header + behind) ? header + behind : -1
  },
  kindOf(payload) {
    const type = payload.u8(mediaHeaderAt(payload))
    return type === 15 ? AUDIO : type === 16 ? VIDEO : SCREEN
  },
}
