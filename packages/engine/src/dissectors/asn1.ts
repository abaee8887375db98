// Just enough of BER (X.690) to walk SNMP, LDAP, Kerberos: tag, length, value; nothing is allocated.
import type { ByteWindow } from "../bytes/byte-window.ts"

export const INTEGER = 0x02
export const OCTET_STRING = 0x04
export const OBJECT_IDENTIFIER = 0x06
export const SEQUENCE = 0x30

/** Bytes of tag and length at `at` (tags of one byte), 0 when malformed or indefinite. */
export function headerBytes(window: ByteWindow, at: number): number {
  const first = window.u8(at + 1)
  if (at + 2 > window.length) return 0
  if (first < 0x80) return 2
  const lengthBytes = first & 0x7f
  return lengthBytes === 0 || lengthBytes > 4 || at + 2 + lengthBytes > window.length ? 0 : 2 + lengthBytes
}

/** Length of the value at `at`, which may reach beyond the window; -1 when malformed. */
export function valueBytes(window: ByteWindow, at: number): number {
  const header = headerBytes(window, at)
  if (header === 0) return -1
  if (header === 2) return window.u8(at + 1)
  let length = 0
  for (let i = at + 2; i < at + header; i++) length = length * 256 + window.u8(i)
  return length
}

/** Value of a small unsigned integer element, -1 when it is none. */
export function smallInteger(window: ByteWindow, at: number): number {
  const bytes = valueBytes(window, at)
  if (window.u8(at) !== INTEGER || bytes < 1 || bytes > 5 || at + 2 + bytes > window.length) return -1
  let value = 0
  for (let i = 0; i < bytes; i++) value = value * 256 + window.u8(at + 2 + i)
  return value
}

/** Where the element after the one at `at` begins, -1 when malformed or beyond the window. */
export function after(window: ByteWindow, at: number): number {
  const header = headerBytes(window, at)
  if (header === 0) return -1
  const end = at + header + valueBytes(window, at)
  return end <= window.length ? end : -1
}

/** "1.3.6.1.2.1" of the object identifier at `at`; allocates. */
export function objectIdentifier(window: ByteWindow, at: number): string {
  const header = headerBytes(window, at)
  const end = Math.min(at + header + valueBytes(window, at), window.length, at + header + 64)
  if (window.u8(at) !== OBJECT_IDENTIFIER || header === 0) return ""
  const first = window.u8(at + header)
  const parts = [Math.min(2, Math.floor(first / 40)), first < 80 ? first % 40 : first - 80]
  let value = 0
  for (let i = at + header + 1; i < end; i++) {
    value = value * 128 + (window.u8(i) & 0x7f)
    if (window.u8(i) < 0x80) {
      parts.push(value)
      value = 0
    }
  }
  return parts.join(".")
}
