// Walks the frames of a zstd stream (RFC 8878 section 3.1) so that the decompressor gets one block at a time:
// a block gives at most 128 kB, which bounds what a hostile stream can make us hold.

/** zstd's own default limit (--long=27); a frame may ask for 3 TB. */
const MAX_WINDOW_BYTES = 128 << 20
const MAX_BLOCK_BYTES = 128 << 10

export type ZstdUnit =
  | { readonly kind: "frame-header" | "last-block" | "block" | "checksum"; readonly bytes: number }
  | { readonly kind: "skip"; readonly bytes: number }
  | { readonly kind: "malformed"; readonly why: string }

export class ZstdFrames {
  #state: "frame" | "block" | "checksum" = "frame"
  #hasChecksum = false

  /** The unit at `at`, or null when more bytes are needed to tell its length. */
  next(bytes: Uint8Array, at: number, end: number): ZstdUnit | null {
    if (this.#state === "checksum") {
      this.#state = "frame"
      return { kind: "checksum", bytes: 4 }
    }
    return this.#state === "frame" ? this.#frame(bytes, at, end) : this.#block(bytes, at, end)
  }

  #frame(bytes: Uint8Array, at: number, end: number): ZstdUnit | null {
    if (end - at < 8) return null
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, Math.min(18, end - at))
    const magic = view.getUint32(0, true)
    if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) return { kind: "skip", bytes: 8 + view.getUint32(4, true) }
    if (magic !== 0xfd2fb528) return { kind: "malformed", why: "no zstd frame where one must begin" }
    const descriptor = view.getUint8(4)
    const isSingleSegment = (descriptor & 0x20) !== 0
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
    const sizeCode = descriptor >>> 6
    const sizeBytes = sizeCode === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeCode
    const headerBytes = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes
    if (view.byteLength < headerBytes) return null
    if (windowBytes(view, isSingleSegment, headerBytes - sizeBytes, sizeBytes) > MAX_WINDOW_BYTES)
      return { kind: "malformed", why: "a frame needs a window above 128 MiB (compressed with --ultra or --long beyond 27)" }
    this.#hasChecksum = (descriptor & 4) !== 0
    this.#state = "block"
    return { kind: "frame-header", bytes: headerBytes }
  }

  #block(bytes: Uint8Array, at: number, end: number): ZstdUnit | null {
    if (end - at < 3) return null
    const header = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
    const type = (header >>> 1) & 3
    const size = header >>> 3
    if (type === 3 || size > MAX_BLOCK_BYTES) return { kind: "malformed", why: "a block of a kind or size that does not exist" }
    const isLast = (header & 1) !== 0
    const unit = { kind: isLast ? "last-block" : "block", bytes: 3 + (type === 1 ? 1 : size) } as const // type 1: one byte, repeated
    if (end - at < unit.bytes) return null
    if (isLast) this.#state = this.#hasChecksum ? "checksum" : "frame"
    return unit
  }
}

function windowBytes(view: DataView, isSingleSegment: boolean, sizeAt: number, sizeBytes: number): number {
  if (!isSingleSegment) {
    const base = 2 ** (10 + (view.getUint8(5) >>> 3))
    return base + (base / 8) * (view.getUint8(5) & 7)
  }
  if (sizeBytes === 8) return view.getUint32(sizeAt, true) + view.getUint32(sizeAt + 4, true) * 2 ** 32
  return sizeBytes === 4 ? view.getUint32(sizeAt, true) : 65_791
}
