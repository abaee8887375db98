// BitTorrent: peer handshake (BEP 3), DHT (BEP 5), uTP (BEP 29), local discovery (BEP 14), UDP tracker (BEP 15).
// Message Stream Encryption (its specification: wiki.vuze.com): both sides open with a key of 96 bytes and up to 512 of padding; where they settle for
// plain text, the handshake follows in the clear.
import { ascii, hex, type ByteWindow } from "../bytes/byte-window.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection, type Verdict } from "../inspect/types.ts"

const HANDSHAKE = ascii("\x13BitTorrent protocol")
const TRACKER_CONNECT = hex("00 00 04 17 27 10 19 80 00 00 00 00")
const LOCAL_SEARCH = ascii("BT-SEARCH * HTTP/1.1")
const dhtOpenings = ["d1:ad2:id20:", "d1:rd2:id20:", "d2:ip", "d1:el", "d1:ad2:ed", "d1:qe", "d1:ad2:bs", "d1:rd2:bs", "d1:rd2:ip"].map(ascii)
const DHT_END = ["1:y1:q", "1:y1:r", "1:y1:e"].map(ascii)
const UTP_HEADER_BYTES = 20
const UTP_SYN = 4
const INFO_HASH = ascii("9:info_hash20:")

export const bittorrent = defineDissector({
  protocol: "BitTorrent",
  transports: ["tcp", "udp"],
  hintPorts: [6881, 6882, 6883, 6884, 6885, 6886, 6887, 6888, 6889, 51413, 6969, 6771],
  minBytes: 16,
  recognise(seen): Verdict {
    const { payload } = seen
    if (seen.transport === "tcp") return peerVerdict(seen)
    if (payload.has(0, LOCAL_SEARCH) || payload.has(0, TRACKER_CONNECT) || payload.has(UTP_HEADER_BYTES, HANDSHAKE)) return MATCH
    if (isDht(payload)) return MATCH
    return utpVerdict(seen)
  },
  extract(seen) {
    const { stream, payload } = seen
    const record = (seen.metadata.bittorrent ??= {})
    if (stream.has(0, HANDSHAKE)) record.infoHash ??= hexText(stream, 28)
    else if (seen.transport === "tcp") {
      const at = payload.indexOf(HANDSHAKE, 0, MAX_KEY_BYTES)
      if (at >= 0) record.infoHash ??= hexText(payload, at + 28)
    } else if (payload.has(UTP_HEADER_BYTES, HANDSHAKE)) record.infoHash ??= hexText(payload, UTP_HEADER_BYTES + 28)
    else {
      const at = payload.indexOf(INFO_HASH, 0, 200)
      if (at >= 0) record.infoHash ??= hexText(payload, at + INFO_HASH.length)
    }
    seen.consume(stream.length)
    return record.infoHash === undefined && seen.payloadPackets < 8 ? CONTINUE : DONE
  },
})

const MIN_KEY_BYTES = 96
const MAX_KEY_BYTES = 608
const KEY_LOOK_BYTES = 32
/** Packets in which the handshake must follow. */
const MAX_KEY_PACKETS = 12

// seen.state of a TCP connection: the first message may be such a key.
function peerVerdict(seen: Inspection): Verdict {
  const { stream, payload } = seen
  if (stream.has(0, HANDSHAKE)) return MATCH
  if (seen.state !== 0) return payload.indexOf(HANDSHAKE, 0, MAX_KEY_BYTES) >= 0 ? MATCH : seen.payloadPackets < MAX_KEY_PACKETS ? NEED_MORE : NO_MATCH
  if (!seen.streamFromStart) return arePeerMessages(stream) ? MATCH : NO_MATCH
  if (seen.payloadPackets > 1 || payload.length < MIN_KEY_BYTES || payload.length > MAX_KEY_BYTES || !isNoise(payload)) return NO_MATCH
  seen.state = 1
  return NEED_MORE
}

/** A key is as random as its padding: about half of the bytes have their highest bit, hardly any is zero. */
function isNoise(payload: ByteWindow): boolean {
  let high = 0
  let zeros = 0
  for (let at = 0; at < KEY_LOOK_BYTES; at++) {
    const byte = payload.u8(at)
    if (byte >= 0x80) high++
    else if (byte === 0) zeros++
  }
  return zeros <= 2 && high >= 6 && high <= 26
}

function isDht(payload: ByteWindow): boolean {
  if (payload.u8(0) !== 0x64 || payload.u8(payload.length - 1) !== 0x65) return false
  for (const opening of dhtOpenings) {
    if (!payload.has(0, opening)) continue
    for (const end of DHT_END) if (payload.indexOf(end, Math.max(0, payload.length - 80)) >= 0) return true
  }
  return false
}

// seen.state of uTP: connection id of the first SYN, plus one so that it is never 0; or, of a connection older than the capture, the
// id of its first packet and who sent that.
const UNDERWAY = 1 << 20
const UNDERWAY_TO_SERVER = 1 << 21
/** What peers tell each other about others (BEP 11) and about files (BEP 9): dictionaries that begin so. */
const PEER_EXCHANGE = ascii("d5:added")
const FILE_METADATA = ascii("d8:msg_typei")
/** A SYN of version 1, answered (or followed) by the same connection id, as the header says. */
function utpVerdict(seen: Inspection): Verdict {
  const { payload } = seen
  const type = payload.u8(0) >> 4
  if (payload.length < UTP_HEADER_BYTES || (payload.u8(0) & 15) !== 1 || type > UTP_SYN || payload.u8(1) > 2) return NO_MATCH
  if (payload.has(UTP_HEADER_BYTES, PEER_EXCHANGE) || payload.has(UTP_HEADER_BYTES, FILE_METADATA)) return MATCH
  const connection = payload.u16(2)
  if ((seen.state & UNDERWAY) !== 0) {
    // The two sides' ids differ by one.
    const isOtherSide = ((seen.state & UNDERWAY_TO_SERVER) !== 0) !== seen.toServer
    const step = (connection - seen.state) & 0xffff
    return isOtherSide && (step === 1 || step === 0xffff) && type !== UTP_SYN ? MATCH : NEED_MORE
  }
  if (seen.state === 0) {
    if (type !== UTP_SYN && connection !== 0 && payload.u32(4) !== 0 && payload.u16(16) !== 0) {
      seen.state = UNDERWAY | (seen.toServer ? UNDERWAY_TO_SERVER : 0) | connection
      return NEED_MORE
    }
    if (type !== UTP_SYN || payload.length > UTP_HEADER_BYTES + 16 || payload.u16(16) === 0) return NO_MATCH
    seen.state = connection + 1
    return NEED_MORE
  }
  const first = seen.state - 1
  return connection === first || connection === ((first + 1) & 0xffff) ? MATCH : NO_MATCH
}

function hexText(bytes: ByteWindow, at: number): string | undefined {
  if (at + 20 > bytes.length) return undefined
  let text = ""
  for (let i = 0; i < 20; i++) text += bytes.u8(at + i).toString(16).padStart(2, "0")
  return text
}

/** Lengths of messages by id (BEP 3; BEP 5: port; BEP 6: fast), where fixed. */
const messageBytes = new Map([[0, 1], [1, 1], [2, 1], [3, 1], [4, 5], [6, 13], [8, 13], [9, 3], [13, 5], [14, 1], [15, 1], [16, 13], [17, 5]])
const BLOCK_BYTES = 0x4000
const REQUEST = 6

/** A connection from the middle: a request of a whole block, or three messages of fixed lengths in a row. */
function arePeerMessages(stream: ByteWindow): boolean {
  let at = 0
  for (let messages = 0; at + 5 <= stream.length; messages++) {
    const id = stream.u8(at + 4)
    const bytes = stream.u32(at)
    if (messageBytes.get(id) !== bytes) return false
    if (id === REQUEST && stream.u32(at + 13) === BLOCK_BYTES && stream.u16(at + 11) % BLOCK_BYTES === 0 && at + 17 <= stream.length) return true
    if (messages >= 2) return true
    at += 4 + bytes
  }
  return false
}
