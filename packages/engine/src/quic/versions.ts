// QUIC versions: which numbers are QUIC, and what people call them.

const Q = 0x51
const T = 0x54

/** Google's versions are four letters: Q0nn with its own crypto, T0nn with TLS. */
export function isGoogleVersion(version: number): boolean {
  const letter = version >>> 24
  const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39
  return (letter === Q || letter === T) && isDigit((version >>> 16) & 0xff) && isDigit((version >>> 8) & 0xff) && isDigit(version & 0xff)
}

/** Versions with the long header of RFC 8999 that exist: 1, 2, drafts, Facebook's, Google's since Q046, and reserved ones (RFC 9000 15). */
export function isLongHeaderVersion(version: number): boolean {
  return version === 1 || version === 0x6b3343cf || version === 0x709a50c4 || (version >>> 8 === 0xff0000 && (version & 0xff) <= 34 && (version & 0xff) > 0)
    || version >>> 4 === 0xfaceb00 || (version & 0x0f0f0f0f) === 0x0a0a0a0a || (isGoogleVersion(version) && googleNumber(version) >= 46)
}

export function googleNumber(version: number): number {
  return (((version >>> 16) & 0xff) - 0x30) * 100 + (((version >>> 8) & 0xff) - 0x30) * 10 + (version & 0xff) - 0x30
}

export function quicVersionName(version: number): string {
  if (version === 1) return "V-1"
  if (version === 0x6b3343cf || version === 0x709a50c4) return "V-2"
  if (version >>> 8 === 0xff0000) return `Draft-${String(version & 0xff).padStart(2, "0")}`
  if (version === 0xfaceb001) return "MVFST-22"
  if (version === 0xfaceb002) return "MVFST-27"
  if (version === 0xfaceb00e) return "MVFST-EXP"
  if (isGoogleVersion(version)) return String.fromCharCode(version >>> 24, (version >>> 16) & 0xff, (version >>> 8) & 0xff, version & 0xff)
  if ((version & 0x0f0f0f0f) === 0x0a0a0a0a) return "Ver-Negotiation"
  return `0x${version.toString(16).padStart(8, "0")}`
}
