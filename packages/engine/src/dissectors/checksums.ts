// The 16-bit CRCs of industrial protocols, bit by bit: frames are short and most payloads never get here.
import type { ByteWindow } from "../bytes/byte-window.ts"

/** CRC-16 with polynomial 0x1021, most significant bit first (CCITT): `initial` 0xffff or 0. */
export function crcCcitt(window: ByteWindow, from: number, to: number, initial: number): number {
  let crc = initial
  for (let at = from; at < to; at++) {
    crc ^= window.u8(at) << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}

/** CRC-16/DNP: polynomial 0x3d65 reflected, complemented (IEEE 1815 section 9.2). */
export function crcDnp(window: ByteWindow, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; at++) {
    crc ^= window.u8(at)
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xa6bc : crc >>> 1
  }
  return ~crc & 0xffff
}

/** CRC-16/X-25 (ISO 13239, the frame check sequence of HDLC): polynomial 0x1021 reflected, complemented. */
export function crcX25(window: ByteWindow, from: number, to: number): number {
  let crc = 0xffff
  for (let at = from; at < to; at++) {
    crc ^= window.u8(at)
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0x8408 : crc >>> 1
  }
  return ~crc & 0xffff
}
