// Packets as a capture file that every tool reads: classic pcap, microseconds, link type "raw IP" (draft-ietf-opsawg-pcap section 4).
import type { RebuiltPacket } from "./rebuild-packet.ts"

const FILE_HEADER_BYTES = 24
const RECORD_HEADER_BYTES = 16
export const LINKTYPE_RAW = 101

export function pcapFile(packets: readonly RebuiltPacket[]): Uint8Array {
  const file = new Uint8Array(packets.reduce((bytes, packet) => bytes + RECORD_HEADER_BYTES + packet.bytes.length, FILE_HEADER_BYTES))
  const view = new DataView(file.buffer)
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, 262_144, true)
  view.setUint32(20, LINKTYPE_RAW, true)
  let at = FILE_HEADER_BYTES
  for (const { timestampUs, bytes, wireBytes } of packets) {
    view.setUint32(at, Math.floor(timestampUs / 1e6), true)
    view.setUint32(at + 4, Math.floor(timestampUs % 1e6), true)
    view.setUint32(at + 8, bytes.length, true)
    view.setUint32(at + 12, wireBytes, true)
    file.set(bytes, at + RECORD_HEADER_BYTES)
    at += RECORD_HEADER_BYTES + bytes.length
  }
  return file
}
