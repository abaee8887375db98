// Names of protocol versions as hellos carry them.
const names = new Map<number, string>([
  [0x0002, "SSLv2"], [0x0300, "SSLv3"], [0x0301, "TLSv1"], [0x0302, "TLSv1.1"], [0x0303, "TLSv1.2"], [0x0304, "TLSv1.3"],
  [0xfb1a, "TLSv1.3 (Fizz)"], // Facebook's draft number
  [0x0100, "DTLSv1.0"], [0xfeff, "DTLSv1.0"], [0xfefd, "DTLSv1.2"], [0xfefc, "DTLSv1.3"],
])

/** "TLSv1.2"; drafts of TLS 1.3 (0x7fxx) by their draft number; else the number in hexadecimal. */
export function tlsVersionName(version: number): string {
  const name = names.get(version)
  if (name) return name
  if (version >> 8 === 0x7f) return "TLSv1.3 (draft)"
  return `0x${version.toString(16).padStart(4, "0")}`
}

/** Below TLS 1.2 and DTLS 1.2 (RFC 8996). */
export function isObsoleteVersion(version: number): boolean {
  return version >= 0xfe00 ? version > 0xfefd : version === 0x0100 || version < 0x0303
}
