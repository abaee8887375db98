// What the beginning of a payload gives away whatever protocol carries it: executables, scripts, random bytes.
import { ascii, type ByteWindow } from "../bytes/byte-window.ts"

const SHEBANG = ascii("#!")
const PE_HEADER = ascii("PE\0\0")
const DEX = ascii("dex\n")
const ELF = ascii("\x7fELF")

/** What kind of executable begins here; null = none. */
export function executableAt(window: ByteWindow, at: number): string | null {
  switch (window.u8(at)) {
    case 0x4d: {
      // "MZ", and the offset of the PE header at 0x3c (PE format, section 2.1).
      if (window.u8(at + 1) !== 0x5a) return null
      const header = window.u8(at + 0x3c) | (window.u8(at + 0x3d) << 8)
      if (header >= 0x40 && window.has(at + header, PE_HEADER)) return "Portable Executable (PE32/PE32+)"
      // An old DOS program: pages used and header size are small numbers (the header may be cut off).
      return window.length >= at + 0x40 && header < 0x400 && window.u8(at + 0x3e) === 0 && window.u8(at + 0x3f) === 0 && window.u8(at + 8) > 0 && window.u8(at + 9) === 0 ? "DOS/Windows executable" : null
    }
    case 0x7f: // ELF: class 1..2, byte order 1..2, version 1
      return window.has(at, ELF) && isOneOrTwo(window.u8(at + 4)) && isOneOrTwo(window.u8(at + 5)) && window.u8(at + 6) === 1 ? "ELF executable" : null
    case 0xfe: // Mach-O, big-endian, 32 and 64 bits
      return window.u24(at) === 0xfeedfa && (window.u8(at + 3) & 0xfe) === 0xce && window.u8(at + 4) <= 1 ? "Mach-O executable" : null
    case 0xce:
    case 0xcf: // the same, little-endian; then the CPU type, whose upper byte is 0 or 1
      return window.u24(at + 1) === 0xfaedfe && window.u8(at + 7) <= 1 && window.u8(at + 6) === 0 ? "Mach-O executable" : null
    case 0x64: // Dalvik: "dex\n035\0"
      return window.has(at, DEX) && window.u8(at + 7) === 0 && window.u8(at + 4) === 0x30 ? "Dalvik executable" : null
    default:
      return null
  }
}

function isOneOrTwo(byte: number): boolean {
  return byte === 1 || byte === 2
}

/** "#!/bin/sh", "#! /usr/bin/env python": an interpreter's path behind the mark. */
export function isScript(window: ByteWindow, at: number): boolean {
  if (!window.has(at, SHEBANG)) return false
  const path = window.u8(at + 2) === 0x20 ? at + 3 : at + 2
  return window.u8(path) === 0x2f && isLetter(window.u8(path + 1))
}

function isLetter(byte: number): boolean {
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x7a
}

const MIN_RANDOM_BYTES = 48
const bitsIn = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll("0", "").length)

/**
 * Does the first payload of a connection look like nothing but random bytes? Wu et al., "How the Great Firewall of China Detects
 * and Blocks Fully Encrypted Traffic" (USENIX Security 2023): bits set near one half, no printable beginning, few printable bytes,
 * no long printable run.
 */
export function looksFullyEncrypted(window: ByteWindow): boolean {
  const { length } = window
  if (length < MIN_RANDOM_BYTES) return false
  let bits = 0
  let printable = 0
  let run = 0
  let longestRun = 0
  let first = 0
  for (let i = 0; i < length; i++) {
    const byte = window.u8(i)
    bits += bitsIn[byte]
    if (byte >= 0x20 && byte <= 0x7e) {
      printable++
      if (++run > longestRun) longestRun = run
      if (first === i) first++
    } else run = 0
  }
  const perByte = bits / length
  return perByte > 3.4 && perByte < 4.6 && first < 6 && printable * 2 <= length && longestRun <= 20
}
