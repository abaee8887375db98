// Community ID v1 (github.com/corelight/community-id-spec): the same id for the same flow in every tool, seed 0.
import { createHash } from "node:crypto"

const hasPorts = new Set([6, 17, 132])
/** ICMP messages that ask and those that answer stand in for ports; the others count as one-way. */
const icmpAnswers = new Map([[8, 0], [0, 8], [13, 14], [14, 13], [15, 16], [16, 15], [17, 18], [18, 17], [10, 9], [9, 10]])
const icmpv6Answers = new Map([[128, 129], [129, 128], [133, 134], [134, 133], [135, 136], [136, 135], [130, 131], [131, 130], [144, 145], [145, 144], [139, 140], [140, 139]])

export interface CommunityIdInput {
  /** Four words each (IPv4 as ::ffff:a.b.c.d). */
  readonly words: Uint32Array
  readonly srcAt: number
  readonly dstAt: number
  readonly ipVersion: number
  readonly ipProtocol: number
  readonly srcPort: number
  readonly dstPort: number
  readonly icmpType: number
  readonly icmpCode: number
}

export function communityId(flow: CommunityIdInput): string {
  const { words, srcAt, dstAt, ipVersion, ipProtocol } = flow
  let { srcPort, dstPort } = flow
  let isOneWay = false
  let portsCount = hasPorts.has(ipProtocol)
  if (ipProtocol === 1 || ipProtocol === 58) {
    const answer = (ipProtocol === 1 ? icmpAnswers : icmpv6Answers).get(flow.icmpType)
    srcPort = flow.icmpType
    dstPort = answer ?? flow.icmpCode
    isOneWay = answer === undefined
    portsCount = true
  }
  const addressBytes = ipVersion === 4 ? 4 : 16
  const turn = !isOneWay && comesAfter(words, srcAt, dstAt, srcPort, dstPort, portsCount)
  const bytes = Buffer.alloc(2 + 2 * addressBytes + 2 + (portsCount ? 4 : 0))
  let at = 2 // seed 0
  at = putAddress(bytes, at, words, turn ? dstAt : srcAt, addressBytes)
  at = putAddress(bytes, at, words, turn ? srcAt : dstAt, addressBytes)
  bytes[at] = ipProtocol
  at += 2
  if (portsCount) {
    bytes.writeUInt16BE(turn ? dstPort : srcPort, at)
    bytes.writeUInt16BE(turn ? srcPort : dstPort, at + 2)
  }
  return `1:${createHash("sha1").update(bytes).digest("base64")}`
}

/** Smaller address first, then smaller port. */
function comesAfter(words: Uint32Array, srcAt: number, dstAt: number, srcPort: number, dstPort: number, portsCount: boolean): boolean {
  for (let i = 0; i < 4; i++) if (words[srcAt + i] !== words[dstAt + i]) return words[srcAt + i] > words[dstAt + i]
  return portsCount && srcPort > dstPort
}

function putAddress(bytes: Buffer, at: number, words: Uint32Array, from: number, addressBytes: number): number {
  for (let i = 4 - addressBytes / 4; i < 4; i++) bytes.writeUInt32BE(words[from + i], at + 4 * (i - 4 + addressBytes / 4))
  return at + addressBytes
}
