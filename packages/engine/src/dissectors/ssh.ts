// SSH, RFC 4253: version lines, then the key exchange offers, which make the HASSH fingerprints of both sides.
import { ascii } from "../bytes/byte-window.ts"
import { printable } from "../bytes/text.ts"
import { cachedHash } from "../bytes/text-hash.ts"
import type { SshRecord } from "../inspect/metadata.ts"
import { CONTINUE, DONE, MATCH, NEED_MORE, NO_MATCH, defineDissector, type Inspection } from "../inspect/types.ts"

const md5 = cachedHash("md5", 32)
const VERSION = ascii("SSH-")
const KEXINIT = 20
const LF = 0x0a
const MAX_VERSION_BYTES = 255
/** kex, host key, then encryption, MAC, compression: each client to server and server to client (RFC 4253 section 7.1). */
const LISTS = 8
// seen.state
const CLIENT_VERSION = 1
const SERVER_VERSION = 2
const CLIENT_OFFER = 4
const SERVER_OFFER = 8

export const ssh = defineDissector({
  protocol: "SSH",
  transports: ["tcp"],
  hintPorts: [22, 2222, 830],
  firstBytes: [VERSION[0]],
  minBytes: 5,
  recognise({ stream }) {
    if (!stream.has(0, VERSION)) return NO_MATCH
    const major = stream.u8(4)
    if (stream.length >= 6) return (major === 0x31 || major === 0x32) && stream.u8(5) === 0x2e ? MATCH : NO_MATCH
    return NEED_MORE
  },
  extract(seen) {
    seen.setEncrypted(true)
    const record: SshRecord = (seen.metadata.ssh ??= {})
    const versionBit = seen.toServer ? CLIENT_VERSION : SERVER_VERSION
    if ((seen.state & versionBit) === 0) {
      const end = seen.stream.indexOfByte(LF, 0, MAX_VERSION_BYTES)
      if (end < 0) return seen.stream.length > MAX_VERSION_BYTES ? DONE : CONTINUE
      const line = printable(seen.stream, 0, end).replace(/\?$/, "")
      seen.consume(end + 1)
      if (!line.startsWith("SSH-")) return CONTINUE // a banner line before the version
      seen.state |= versionBit
      if (seen.toServer) {
        record.clientVersion = line
        seen.setInfo(line)
        learnSystem(seen, line)
      } else {
        record.serverVersion = line
        learnSystem(seen, line)
      }
    }
    const offerBit = seen.toServer ? CLIENT_OFFER : SERVER_OFFER
    if ((seen.state & offerBit) === 0 && seen.stream.length >= 6) {
      const size = seen.stream.u32(0)
      if (size > 32 * 1024 || (seen.stream.u8(5) !== KEXINIT && seen.stream.length >= 6)) seen.state |= offerBit
      else if (seen.stream.length >= size + 4 || seen.payloadPackets > 12) {
        takeOffer(seen, record)
        seen.state |= offerBit
      }
    }
    if ((seen.state & offerBit) !== 0) seen.consume(seen.stream.length)
    return (seen.state & (CLIENT_OFFER | SERVER_OFFER)) === (CLIENT_OFFER | SERVER_OFFER) ? DONE : CONTINUE
  },
})

function takeOffer(seen: Inspection, record: SshRecord): void {
  const { stream } = seen
  const lists: string[] = []
  for (let at = 4 + 1 + 1 + 16; lists.length < LISTS && at + 4 <= stream.length; ) {
    const size = stream.u32(at)
    if (size > 8192 || at + 4 + size > stream.length) return
    lists.push(printable(stream, at + 4, size, 8192))
    at += 4 + size
  }
  if (lists.length < LISTS) return
  const [kex, , encryptionToServer, encryptionToClient, macToServer, macToClient, compressionToServer, compressionToClient] = lists
  const parts = seen.toServer ? [kex, encryptionToServer, macToServer, compressionToServer] : [kex, encryptionToClient, macToClient, compressionToClient]
  const fingerprint = md5(parts.join(";"))
  const [side, version] = seen.toServer ? (["client", record.clientVersion] as const) : (["server", record.serverVersion] as const)
  if (seen.toServer) record.hasshClient = fingerprint
  else record.hasshServer = fingerprint
  const weak = parts[1].split(",").find((name) => /^(arcfour|.*des|blowfish|cast128|rc4|none)/.test(name) && name !== "3des-ctr")
  if (weak !== undefined) seen.risk(`ssh_obsolete_${side}_version_or_cipher`, `Found cipher ${weak}`)
  else if (version?.startsWith("SSH-1.") && !version.startsWith("SSH-1.99")) seen.risk(`ssh_obsolete_${side}_version_or_cipher`, version)
}

const systems: readonly (readonly [RegExp, string])[] = [
  [/ubuntu/i, "Linux (Ubuntu)"], [/debian/i, "Linux (Debian)"], [/raspbian/i, "Linux (Raspbian)"], [/freebsd/i, "FreeBSD"], [/cisco/i, "Cisco IOS"],
  [/windows/i, "Windows"], [/mikrotik|rosssh/i, "MikroTik RouterOS"],
]
function learnSystem(seen: Inspection, line: string): void {
  for (const [pattern, name] of systems) if (pattern.test(line)) return seen.learnOs("src", name)
}
