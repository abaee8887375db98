// Headers of the five versions.
import type { DatagramDrop } from "./contract.ts"

export const IPFIX = 10

/** One object, filled by `readHeader`. */
export interface Header {
  version: number
  headerBytes: number
  /** Records (v1, v5, v7, v8), records and templates (v9), unused in IPFIX. */
  count: number
  /** Of the whole message; only IPFIX tells it, else what there is. */
  length: number
  /** Modulo 2^32; -1 = the version has none (IPFIX). */
  uptimeMs: number
  exportUs: number
  /** -1 = none (v1). */
  sequence: number
  domain: number
  /** v5: one packet in this many, 0 = not told. */
  samplingRate: number
  /** v8. */
  aggregation: number
}

export function emptyHeader(): Header {
  return { version: 0, headerBytes: 0, count: 0, length: 0, uptimeMs: -1, exportUs: 0, sequence: -1, domain: 0, samplingRate: 0, aggregation: 0 }
}

const headerBytes: Readonly<Record<number, number>> = { 1: 16, 5: 24, 7: 24, 8: 28, 9: 20, 10: 16 }

export function isKnownVersion(version: number): boolean {
  return headerBytes[version] !== undefined
}

/** Null when all is well. */
export function readHeader(view: DataView, at: number, length: number, into: Header): DatagramDrop | null {
  if (length < 2) return "datagram-too-short"
  const version = view.getUint16(at)
  const size = headerBytes[version]
  if (size === undefined) return "version-unknown"
  if (length < size) return "datagram-too-short"
  into.version = version
  into.headerBytes = size
  into.length = length
  into.sequence = -1
  into.domain = 0
  into.samplingRate = 0
  into.aggregation = 0
  if (version === IPFIX) {
    into.length = view.getUint16(at + 2)
    into.count = 0
    into.uptimeMs = -1
    into.exportUs = view.getUint32(at + 4) * 1_000_000
    into.sequence = view.getUint32(at + 8)
    into.domain = view.getUint32(at + 12)
    return into.length < size || into.length > length ? "length-wrong" : null
  }
  into.count = view.getUint16(at + 2)
  into.uptimeMs = view.getUint32(at + 4)
  into.exportUs = view.getUint32(at + 8) * 1_000_000
  if (version === 9) {
    into.sequence = view.getUint32(at + 12)
    into.domain = view.getUint32(at + 16)
    return null
  }
  into.exportUs += Math.min(999_999, Math.floor(view.getUint32(at + 12) / 1000))
  if (version === 1) return null
  into.sequence = view.getUint32(at + 16)
  if (version === 7) return null
  into.domain = view.getUint16(at + 20) // engine type and id
  if (version === 5) into.samplingRate = view.getUint16(at + 22) & 0x3fff // the upper two bits are the mode
  else into.aggregation = view.getUint8(at + 22)
  return null
}
