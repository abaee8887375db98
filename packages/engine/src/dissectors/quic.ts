// QUIC, RFC 8999 (invariants) and 9000; Google's versions before it. The client's Initial is protected with a key that everybody can
// derive, so its TLS ClientHello (server name, ALPN, JA4) can be read; of Google's own crypto, the CHLO.
import { ByteWindow } from "../bytes/byte-window.ts"
import type { Metadata } from "../inspect/metadata.ts"
import { CONTINUE, DONE, MATCH, NO_MATCH, defineDissector, type Appetite, type Inspection } from "../inspect/types.ts"
import { findGoogleHello } from "../quic/google-hello.ts"
import { CryptoStream, type KeptStream } from "../quic/crypto-stream.ts"
import { openInitial } from "../quic/initial-packet.ts"
import { googleNumber, isGoogleVersion, isLongHeaderVersion, quicVersionName } from "../quic/versions.ts"
import { CLIENT_HELLO, takeClientHello } from "../tls/handshake.ts"
import { settleTls } from "../tls/settle.ts"

const LONG_HEADER = 0x80
const MAX_CONNECTION_ID_BYTES = 20
/** Google's short public header: flags, with version and an 8-byte connection id. */
const GOOGLE_VERSION_FLAG = 0x01
const GOOGLE_CONNECTION_ID_FLAG = 0x08
const HTTPS_PORT = 443
/** Tags of the server's crypto messages, where they may stand behind public header, hash and frame header, and their most values. */
const REJ = 0x52454a00
const SHLO = 0x53484c4f
const GOOGLE_TAG_FROM = 15
const GOOGLE_TAG_TO = 48
const MAX_GOOGLE_TAGS = 64
/** Packets of the client that are looked at for its hello. */
const MAX_HELLO_PACKETS = 10

/** Hellos in pieces, for as long as their flow's metadata lives; each bounded by MAX_CRYPTO_BYTES. */
const pending = new WeakMap<Metadata, KeptStream>()
/** Of the packet at hand. */
const stream = new CryptoStream()
const hello = new ByteWindow()

export const quic = defineDissector({
  protocol: "QUIC",
  transports: ["udp"],
  hintPorts: [443, 80, 853, 8443],
  minBytes: 16,
  recognise({ payload, srcPort }) {
    return isLongHeader(payload) || isOldGoogleHeader(payload) || (srcPort === HTTPS_PORT && isGoogleRejection(payload)) ? MATCH : NO_MATCH
  },
  extract(seen) {
    const { payload } = seen
    seen.setEncrypted(true)
    const isLong = isLongHeader(payload)
    if (!isLong && !isOldGoogleHeader(payload)) return seen.payloadPackets < MAX_HELLO_PACKETS * 2 ? CONTINUE : DONE
    const version = payload.u32(isLong ? 1 : 9)
    const record = (seen.metadata.quic ??= {})
    if (version !== 0 && (record.version === undefined || record.version === "Ver-Negotiation")) record.version = quicVersionName(version)
    if (isGoogleVersion(version) && version >>> 24 === 0x51 && googleNumber(version) < 50) return takeGoogleHello(seen, payload)
    if (isLong && version !== 0) {
      const kept = seen.payloadPackets > 1 ? pending.get(seen.metadata) : undefined
      if (kept) stream.restore(kept)
      else stream.clear()
      for (let at = 0, packets = 0; at < payload.length && packets < 8; packets++) {
        const length = openInitial(payload, at, stream)
        if (length <= 0) break
        at += length
      }
      if (takeHello(seen)) {
        if (kept) pending.delete(seen.metadata)
        // Snapchat's calls go through the servers of AddLive, which makes nothing else.
        if (seen.hostname?.endsWith(".addlive.io") === true) seen.setApp("SnapchatCall")
        settleTls(seen, "quic")
        return DONE
      }
      if (seen.payloadPackets < MAX_HELLO_PACKETS) pending.set(seen.metadata, stream.keep())
    }
    if (seen.payloadPackets < MAX_HELLO_PACKETS) return CONTINUE
    pending.delete(seen.metadata)
    return DONE
  },
})

function isLongHeader(payload: ByteWindow): boolean {
  if ((payload.u8(0) & LONG_HEADER) === 0) return false
  const version = payload.u32(1)
  if (version === 0) return isVersionNegotiation(payload)
  if (!isLongHeaderVersion(version)) return false
  // Q046 packs both id lengths into one byte.
  if (isGoogleVersion(version) && googleNumber(version) < 49) return (payload.u8(5) & 0xf0) === 0x50 || (payload.u8(5) & 0x0f) === 0x05
  const destinationBytes = payload.u8(5)
  const sourceBytes = payload.u8(6 + destinationBytes)
  return destinationBytes <= MAX_CONNECTION_ID_BYTES && sourceBytes <= MAX_CONNECTION_ID_BYTES && 7 + destinationBytes + sourceBytes < payload.length
}

function isVersionNegotiation(payload: ByteWindow): boolean {
  const destinationBytes = payload.u8(5)
  const sourceBytes = payload.u8(6 + destinationBytes)
  const at = 7 + destinationBytes + sourceBytes
  const left = payload.length - at
  if (destinationBytes > MAX_CONNECTION_ID_BYTES || sourceBytes > MAX_CONNECTION_ID_BYTES || left < 4 || left % 4 !== 0 || left > 256) return false
  for (let i = at; i < payload.length; i += 4) if (isLongHeaderVersion(payload.u32(i))) return true
  return false
}

function isOldGoogleHeader(payload: ByteWindow): boolean {
  const flags = payload.u8(0)
  if ((flags & LONG_HEADER) !== 0 || (flags & GOOGLE_VERSION_FLAG) === 0 || (flags & GOOGLE_CONNECTION_ID_FLAG) === 0) return false
  const version = payload.u32(9)
  return version >>> 24 === 0x51 && isGoogleVersion(version) && googleNumber(version) < 46
}

/** Google's server without version: its clear-text rejection or hello, a tag with the count of what follows, within the first frame. */
function isGoogleRejection(payload: ByteWindow): boolean {
  if ((payload.u8(0) & LONG_HEADER) !== 0) return false
  for (let at = GOOGLE_TAG_FROM; at < GOOGLE_TAG_TO; at++) {
    const tag = payload.u32(at)
    if ((tag === REJ || tag === SHLO) && payload.u16le(at + 6) === 0 && payload.u16le(at + 4) > 0 && payload.u16le(at + 4) <= MAX_GOOGLE_TAGS) return true
  }
  return false
}

function takeGoogleHello(seen: Inspection, bytes: ByteWindow): Appetite {
  const found = findGoogleHello(bytes, 10, 120)
  if (!found) return seen.payloadPackets < MAX_HELLO_PACKETS ? CONTINUE : DONE
  const record = (seen.metadata.quic ??= {})
  if (found.userAgent) record.userAgent = found.userAgent
  if (found.serverName) seen.setHostname(found.serverName)
  return DONE
}

/** Takes what is known of the ClientHello (or of Google's CHLO under Q050); true when it is whole. */
function takeHello(seen: Inspection): boolean {
  const known = stream.contiguousBytes()
  if (known < 8) return false
  hello.set(stream.bytes, 0, known)
  const record = (seen.metadata.quic ??= {})
  const google = findGoogleHello(hello, 0, 16)
  if (google) {
    if (google.userAgent) record.userAgent = google.userAgent
    if (google.serverName) seen.setHostname(google.serverName)
    return true
  }
  if (hello.u8(0) !== CLIENT_HELLO) return false
  const length = hello.u24(1)
  // Half a hello (the rest may be lost) can already name the server.
  const taken = takeClientHello(seen, hello, 4, length, "quic")
  if (taken?.quicUserAgent) record.userAgent = taken.quicUserAgent
  return 4 + length <= known
}
