// One QUIC Initial packet of a client: header protection off, payload open, CRYPTO frames gathered (RFC 9000 sections 17.2.2, 19.6).
import { ByteWindow } from "../bytes/byte-window.ts"
import { variableInteger, variableIntegerBytes } from "../tls/client-hello.ts"
import { clientInitialKeys, headerMask, initialProtection, openPayload, type InitialKeys } from "./initial-keys.ts"

/** A ClientHello with post-quantum key shares needs two packets; more than this is nobody's hello. */
export const MAX_CRYPTO_BYTES = 16 * 1024
const MAX_FRAMES = 256

/** The CRYPTO stream of one flow's Initials, as far as its pieces have come. */
export interface CryptoStream {
  bytes: Uint8Array
  /** One bit of knowledge per byte. */
  known: Uint8Array
  keys: InitialKeys | null
}

export function newCryptoStream(): CryptoStream {
  return { bytes: new Uint8Array(2048), known: new Uint8Array(2048), keys: null }
}

/** Bytes known without a hole from the start. */
export function contiguousBytes(stream: CryptoStream): number {
  const hole = stream.known.indexOf(0)
  return hole < 0 ? stream.known.length : hole
}

function put(stream: CryptoStream, at: number, source: Uint8Array): void {
  const end = at + source.length
  if (end > MAX_CRYPTO_BYTES) return
  if (end > stream.bytes.length) {
    const size = Math.min(MAX_CRYPTO_BYTES, Math.max(end, stream.bytes.length * 2))
    const bytes = new Uint8Array(size)
    bytes.set(stream.bytes)
    const known = new Uint8Array(size)
    known.set(stream.known)
    stream.bytes = bytes
    stream.known = known
  }
  stream.bytes.set(source, at)
  stream.known.fill(1, at, end)
}

/**
 * Opens the Initial at `at` of the datagram and adds its CRYPTO frames. Answers the packet's length (further packets may follow
 * in the datagram), or 0 when it is no Initial or can't be opened.
 */
export function openInitial(datagram: ByteWindow, at: number, stream: CryptoStream): number {
  const first = datagram.u8(at)
  const version = datagram.u32(at + 1)
  if ((first & 0x80) === 0) return 0
  const protection = initialProtection(version)
  if (!protection) return 0
  const isGoogle = version >>> 24 === 0x51 || version >>> 24 === 0x54
  const type = (first >> 4) & 3
  const isInitial = protection.isVersion2 ? type === 1 : type === 0
  let next = at + 5
  const destinationBytes = datagram.u8(next)
  const destinationAt = next + 1
  next += 1 + destinationBytes
  next += 1 + datagram.u8(next) // source connection id
  if (destinationBytes > 20) return 0
  if (!isInitial) {
    // 0-RTT or Handshake: skipped by its length; a Retry (type 3) has none and ends the datagram.
    if ((protection.isVersion2 ? type === 0 : type === 3)) return 0
    const skipped = variableInteger(datagram, next)
    return next + variableIntegerBytes(datagram, next) + skipped - at
  }
  if (!(isGoogle && version >>> 24 === 0x51)) {
    const tokenBytes = variableInteger(datagram, next)
    next += variableIntegerBytes(datagram, next) + tokenBytes
  } else next += 1 // Q050: an empty token
  const length = variableInteger(datagram, next)
  next += variableIntegerBytes(datagram, next)
  const end = next + length
  if (length < 20 || end > datagram.length) return 0

  const packet = datagram.copy(at, end - at)
  const destination = packet.subarray(destinationAt - at, destinationAt - at + destinationBytes)
  // The keys of the flow's first Initial hold for all of the client's; those of another connection id are derived only if they don't.
  if (stream.keys === null || !take(stream.keys, packet, next - at, stream)) take(clientInitialKeys(protection, destination), packet, next - at, stream)
  return end - at
}

/** Opens the packet with these keys and takes its frames; false when the keys don't fit. */
function take(keys: InitialKeys, packet: Uint8Array, packetNumberAt: number, stream: CryptoStream): boolean {
  const plain = unprotect(keys, packet, packetNumberAt)
  if (plain === null) return false
  stream.keys = keys
  takeCryptoFrames(plain, stream)
  return true
}

function unprotect(keys: InitialKeys, protectedPacket: Uint8Array, packetNumberAt: number): Uint8Array | null {
  const packet = protectedPacket.slice()
  const mask = headerMask(keys, packet.subarray(packetNumberAt + 4, packetNumberAt + 20))
  packet[0] ^= mask[0] & 0x0f
  const numberBytes = (packet[0] & 3) + 1
  let number = 0
  for (let i = 0; i < numberBytes; i++) {
    packet[packetNumberAt + i] ^= mask[1 + i]
    number = number * 256 + packet[packetNumberAt + i]
  }
  return openPayload(keys, number, packet.subarray(0, packetNumberAt + numberBytes), packet.subarray(packetNumberAt + numberBytes))
}

function takeCryptoFrames(plain: Uint8Array, stream: CryptoStream): void {
  const frames = new ByteWindow().set(plain, 0, plain.length)
  let at = 0
  for (let guard = 0; guard < MAX_FRAMES && at < plain.length; guard++) {
    const type = plain[at]
    if (type === 0) {
      while (at < plain.length && plain[at] === 0) at++ // PADDING
    } else if (type === 1) at++ // PING
    else if (type === 2 || type === 3) {
      at++ // ACK: largest, delay, count, first range, then pairs, and three counts with ECN
      at += variableIntegerBytes(frames, at)
      at += variableIntegerBytes(frames, at)
      const ranges = variableInteger(frames, at)
      at += variableIntegerBytes(frames, at)
      const integers = 1 + Math.min(ranges, 256) * 2 + (type === 3 ? 3 : 0)
      for (let i = 0; i < integers; i++) at += variableIntegerBytes(frames, at)
    } else if (type === 6) {
      at++
      const offset = variableInteger(frames, at)
      at += variableIntegerBytes(frames, at)
      const size = variableInteger(frames, at)
      at += variableIntegerBytes(frames, at)
      if (offset > MAX_CRYPTO_BYTES || at + size > plain.length) return
      put(stream, offset, plain.subarray(at, at + size))
      at += size
    } else if (type === 8) {
      // Google's early versions with TLS send crypto data as a stream frame: stream id, length, data
      put(stream, 0, plain.subarray(at + 4))
      return
    } else return // CONNECTION_CLOSE and what does not belong here
  }
}
