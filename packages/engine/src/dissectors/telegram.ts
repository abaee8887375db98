// Telegram. TCP: MTProto transports (core.telegram.org/mtproto/mtproto-transports): abridged (EF), intermediate (EE EE EE EE), padded (DD DD DD DD);
// the obfuscated one is noise and cannot be recognised. UDP: reflectors of calls, a peer tag of 16 bytes, then twelve FF before a request.
import { MATCH, NEED_MORE, NO_MATCH, defineDissector, DONE } from "../inspect/types.ts"

const INTERMEDIATE = 0xeeee_eeee
const PADDED = 0xdddd_dddd
const MAX_FIRST_BYTES = 4096
const TAG_BYTES = 16
/** "Who am I", and the answer with the caller's address. */
const REQUEST_BYTES = 40
const ANSWER_BYTES = 64

export const telegram = defineDissector({
  protocol: "Telegram",
  transports: ["tcp", "udp"],
  hintPorts: [443, 80, 5222],
  minBytes: 16,
  recognise(seen) {
    const { stream } = seen
    if (seen.transport === "udp") {
      if (stream.length !== REQUEST_BYTES && stream.length !== ANSWER_BYTES) return NO_MATCH
      const isReflector = stream.u32(TAG_BYTES) === 0xffff_ffff && stream.u32(TAG_BYTES + 4) === 0xffff_ffff && stream.u32(TAG_BYTES + 8) === 0xffff_ffff
      // Silence of a codec is all FF, too, but goes on like that.
      return isReflector && stream.u32(TAG_BYTES + 12) !== 0xffff_ffff && stream.u32(0) !== 0xffff_ffff && stream.u32(0) !== 0 ? MATCH : NO_MATCH
    }
    if (!seen.toServer || !seen.streamFromStart) return NO_MATCH
    const opening = stream.u32(0)
    if (opening === INTERMEDIATE || opening === PADDED) return isFirstMessage(stream.u32le(4), stream.length - 8, stream.u32le(8), stream.u32le(12)) ? MATCH : NO_MATCH
    if (stream.u8(0) !== 0xef) return NO_MATCH
    // Abridged: length in words; before a key is agreed on its number is zero (eight bytes).
    const words = stream.u8(1)
    if (words === 0 || words > 0x7e || stream.length < 2 + words * 4) return words > 0x7e || words === 0 ? NO_MATCH : NEED_MORE
    return stream.u32(2) === 0 && stream.u32(6) === 0 ? MATCH : NO_MATCH
  },
  extract(seen) {
    seen.setEncrypted(true)
    return DONE
  },
})

/** The first message asks for a key (no key yet: its number is zero), or is encrypted in blocks of 16 behind 24 bytes of header. */
function isFirstMessage(bytes: number, available: number, keyLow: number, keyHigh: number): boolean {
  if (bytes < 20 || bytes > MAX_FIRST_BYTES || available > MAX_FIRST_BYTES) return false
  return (keyLow === 0 && keyHigh === 0) || bytes >= 40
}
