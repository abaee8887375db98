// The second frame on its way to plain bytes: the old obfuscation off, then zlib.
import { deflateSync, inflateSync } from "node:zlib"
import type { ZmqHeader } from "./header.ts"

export const MAX_PAYLOAD_BYTES = 131_072
/** A few kB can grow to gigabytes. */
export const MAX_PLAIN_BYTES = 1 << 20

export type PayloadDrop = "payload-too-long" | "payload-not-inflated"

/** XOR with a password that both sides know, repeated; the same there and back. */
export function obfuscate(bytes: Uint8Array, password: string): Uint8Array {
  const key = Buffer.from(password)
  return key.length === 0 ? bytes : bytes.map((byte, i) => byte ^ key[i % key.length])
}

export function plainPayload(header: ZmqHeader, frame: Uint8Array, password: string): Uint8Array | PayloadDrop {
  if (frame.length > MAX_PAYLOAD_BYTES) return "payload-too-long"
  const bytes = password === "" ? frame : obfuscate(frame, password)
  if (header.layout === 3 ? header.isCompressed : bytes.length > 1 && bytes[0] === 0) return inflate(bytes, header.layout === 3 ? 0 : 1)
  return bytes
}

function inflate(bytes: Uint8Array, start: number): Uint8Array | PayloadDrop {
  try {
    return inflateSync(bytes.subarray(start), { maxOutputLength: MAX_PLAIN_BYTES })
  } catch {
    return "payload-not-inflated" // zlib says everything by exceptions: damaged, cut, or too long when plain
  }
}

/** Before the newest layout a 0 in front says "compressed". */
export function compress(bytes: Uint8Array, layout: number): Uint8Array {
  const packed = deflateSync(bytes)
  return layout === 3 ? packed : Buffer.concat([Uint8Array.of(0), packed])
}
