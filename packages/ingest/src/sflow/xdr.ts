// XDR (RFC 4506), as sFlow uses it: everything in big-endian words, opaque data padded to them.

/** Bounds are the caller's: beyond the memory it answers zeros. */
export function u32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
}

/** Exact up to 2^53. */
export function u64(bytes: Uint8Array, at: number): number {
  return u32(bytes, at) * 4_294_967_296 + u32(bytes, at + 4)
}

/** Length with its padding. */
export function padded(length: number): number {
  return Math.ceil(length / 4) * 4
}
