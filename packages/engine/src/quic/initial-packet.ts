// One QUIC Initial packet of a client: header protection off, payload open, CRYPTO frames gathered (RFC 9000 sections 17.2.2, 19.6).
import { ByteWindow } from "../bytes/byte-window.ts"
import { variableInteger, variableIntegerBytes } from "../tls/client-hello.ts"
import { CLIENT_HELLO } from "../tls/handshake.ts"
import { MAX_CRYPTO_BYTES, type CryptoStream } from "./crypto-stream.ts"
import { InitialKeys, initialProtection } from "./initial-keys.ts"

const TAG_BYTES = 16
const RESERVED_BITS = 0x0c
const GOOGLE_Q = 0x51
const GOOGLE_T = 0x54
/** No datagram holds more. */
const MAX_PLAIN_BYTES = 65_536
const MAX_FRAMES = 256
/** Opened at a time: whoever has his hello in front pays for no padding. */
const STEP_BYTES = 256

const PADDING = 0
const PING = 1
const ACK = 2
const ACK_ECN = 3
const CRYPTO = 6
/** Google's early versions with TLS send crypto data as a stream frame. */
const GOOGLE_STREAM = 8

const plain = new Uint8Array(MAX_PLAIN_BYTES)
const frames = new ByteWindow()
const mask = new Int32Array(4)
const otherKeys = new InitialKeys()
const frameOffset = new Uint32Array(MAX_FRAMES)
const frameAt = new Uint32Array(MAX_FRAMES)
const frameBytes = new Uint32Array(MAX_FRAMES)
// The packet that is being opened.
let sealed: Uint8Array = plain
let sealedAt = 0
let sealedBytes = 0
let packetNumber = 0
let openBytes = 0

/**
 * Opens the Initial at `at` of the datagram and adds its CRYPTO frames. Answers the packet's length (further packets may follow
 * in the datagram), or 0 when it is no Initial or can't be opened.
 *
 * The tag of AES-GCM is not checked. It would prove nothing about the sender: everybody derives these keys from the packet, so whoever forges a hello seals
 * it too. Nor does it tell Initials from other things: the flow is QUIC by its header before anything is opened. What remains are keys that don't fit
 * (a second connection id) and damaged bytes: then the reserved bits are zero by chance once in 4, the first frame is a CRYPTO frame at offset 0 that
 * fits once in some 2^20, and a hello whose length fits once in 2^24 more; such a flow would lose its name, not more, and UDP's checksum has gone before. A check
 * over 1200 bytes costs several times what opening the first 256 does.
 */
export function openInitial(datagram: ByteWindow, at: number, stream: CryptoStream): number {
  const first = datagram.u8(at)
  const version = datagram.u32(at + 1)
  if ((first & 0x80) === 0) return 0
  const protection = initialProtection(version)
  if (!protection) return 0
  const letter = version >>> 24
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
  if (letter !== GOOGLE_Q) {
    const tokenBytes = variableInteger(datagram, next)
    next += variableIntegerBytes(datagram, next) + tokenBytes
  } else next += 1 // Q050: an empty token
  const length = variableInteger(datagram, next)
  next += variableIntegerBytes(datagram, next)
  const end = next + length
  if (length < 4 + TAG_BYTES || end > datagram.length) return 0

  const { bytes, start } = datagram
  const isGoogle = letter === GOOGLE_Q || letter === GOOGLE_T
  // The keys of the flow's first Initial hold for all of the client's; those of another connection id are derived only if they don't.
  if (stream.hasKeys && take(stream.keys, bytes, start + at, start + next, start + end, isGoogle, stream)) return end - at
  otherKeys.derive(protection, bytes, start + destinationAt, destinationBytes)
  if (take(otherKeys, bytes, start + at, start + next, start + end, isGoogle, stream)) {
    stream.keys.copyFrom(otherKeys)
    stream.hasKeys = true
  }
  return end - at
}

/** Opens the packet with these keys and takes its frames; false when they make no sense: the keys don't fit. */
function take(keys: InitialKeys, bytes: Uint8Array, firstAt: number, numberAt: number, end: number, isGoogle: boolean, stream: CryptoStream): boolean {
  if (numberAt + 4 + TAG_BYTES > end) return false
  keys.headerMask(bytes, numberAt + 4, mask)
  const first = bytes[firstAt] ^ ((mask[0] >>> 24) & 0x0f)
  if ((first & RESERVED_BITS) !== 0) return false
  const numberBytes = (first & 3) + 1
  packetNumber = 0
  for (let i = 0; i < numberBytes; i++) packetNumber = (packetNumber << 8) | (bytes[numberAt + i] ^ ((i < 3 ? mask[0] >>> (16 - 8 * i) : mask[1] >>> 24) & 255))
  sealed = bytes
  sealedAt = numberAt + numberBytes
  sealedBytes = end - TAG_BYTES - sealedAt
  openBytes = 0
  if (sealedBytes <= 0) return false
  frames.set(plain, 0, Math.min(sealedBytes, MAX_PLAIN_BYTES))
  const count = readFrames(keys, isGoogle)
  for (let i = 0; i < count; i++) stream.put(frameOffset[i], plain, frameAt[i], frameBytes[i])
  return count > 0
}

function open(keys: InitialKeys, upTo: number): void {
  if (upTo <= openBytes) return
  const to = Math.min(frames.length, Math.ceil(upTo / STEP_BYTES) * STEP_BYTES)
  keys.open(packetNumber, sealed, sealedAt, openBytes, to, plain)
  openBytes = to
}

/** Notes the CRYPTO frames and answers their number; 0 when there are none, or the bytes are no frames. */
function readFrames(keys: InitialKeys, isGoogle: boolean): number {
  const { length } = frames
  let count = 0
  let at = 0
  while (at < length) {
    open(keys, at + 1)
    const type = plain[at]
    if (type === PADDING || type === PING) {
      at++
      continue
    }
    open(keys, at + 64)
    if (type === ACK || type === ACK_ECN) {
      // largest, delay, count, first range, then pairs, and three counts with ECN
      at++
      at += variableIntegerBytes(frames, at)
      at += variableIntegerBytes(frames, at)
      const ranges = variableInteger(frames, at)
      at += variableIntegerBytes(frames, at)
      const integers = 1 + Math.min(ranges, 256) * 2 + (type === ACK_ECN ? 3 : 0)
      for (let i = 0; i < integers; i++) {
        open(keys, at + 8)
        at += variableIntegerBytes(frames, at)
      }
    } else if (type === CRYPTO) {
      at++
      const offset = variableInteger(frames, at)
      at += variableIntegerBytes(frames, at)
      const size = variableInteger(frames, at)
      at += variableIntegerBytes(frames, at)
      if (offset > MAX_CRYPTO_BYTES || at + size > length || count === MAX_FRAMES) return count
      open(keys, at + size)
      note(count++, offset, at, size)
      // A whole hello is all that anybody wants of an Initial.
      if (offset === 0 && size >= 4 && plain[at] === CLIENT_HELLO && 4 + frames.u24(at + 1) <= size) return count
      at += size
    } else if (type === GOOGLE_STREAM && isGoogle) {
      // stream id, length, data
      open(keys, length)
      note(0, 0, Math.min(at + 4, length), Math.max(0, length - at - 4))
      return 1
    } else return count // CONNECTION_CLOSE and what does not belong here
  }
  return count
}

function note(index: number, offset: number, at: number, size: number): void {
  frameOffset[index] = offset
  frameAt[index] = at
  frameBytes[index] = size
}
