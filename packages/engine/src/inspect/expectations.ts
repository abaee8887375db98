// Flows that other flows announced (FTP data, media from SIP, peers of a swarm): bounded, and forgotten by the packet clock.
import { formatIp, parseIp } from "../addresses/ip-text.ts"
import { protocolId } from "@netweir/model"
import { KEY_WORDS } from "../flows/flow-columns.ts"
import { transports } from "./transports.ts"
import type { Expectation } from "./types.ts"

const DEFAULT_SECONDS = 120
const MAX_SECONDS = 3600

interface Entry { readonly protocol: number; readonly peerIp: string | null; readonly expiresUs: number; readonly note: string | undefined }

export class Expectations {
  private readonly entries = new Map<string, Entry>()
  /** How many entries name a port: most flows are settled by this without making a key. */
  private readonly portUse = new Uint16Array(65_536)
  private readonly limit: number
  evicted = 0

  constructor(limit: number) {
    this.limit = Math.min(limit, 65_535)
  }

  get size(): number {
    return this.entries.size
  }

  add(expectation: Expectation, nowUs: number): void {
    const ip = canonical(expectation.ip)
    if (ip === null || expectation.port <= 0 || expectation.port > 65_535) return
    const key = keyOf(transports.indexOf(expectation.transport), ip, expectation.port)
    this.remove(key)
    if (this.entries.size >= this.limit) {
      const oldest = this.entries.keys().next()
      if (!oldest.done) this.remove(oldest.value)
      this.evicted++
    }
    const seconds = Math.min(expectation.forSeconds ?? DEFAULT_SECONDS, MAX_SECONDS)
    this.entries.set(key, {
      protocol: protocolId(expectation.protocol), peerIp: expectation.peerIp === undefined ? null : canonical(expectation.peerIp),
      expiresUs: nowUs + seconds * 1e6, note: expectation.note,
    })
    this.portUse[expectation.port]++
  }

  /** The protocol announced for either end of this flow, 0 = none. `key` and `row` as in FlowColumns. */
  find(key: Uint32Array, row: number, transport: number, nowUs: number): number {
    return this.entryOf(key, row, transport, nowUs)?.protocol ?? 0
  }

  /** What the announcer wrote beside it for this end of the flow. */
  noteOf(key: Uint32Array, row: number, endIsB: boolean, transport: number, nowUs: number): string | undefined {
    const at = row * KEY_WORDS
    const ports = key[at + 8]
    return endIsB
      ? this.findEnd(key, at + 4, at, ports & 0xffff, transport, nowUs)?.note
      : this.findEnd(key, at, at + 4, ports >>> 16, transport, nowUs)?.note
  }

  private entryOf(key: Uint32Array, row: number, transport: number, nowUs: number): Entry | undefined {
    if (this.entries.size === 0) return undefined
    const at = row * KEY_WORDS
    const ports = key[at + 8]
    return this.findEnd(key, at + 4, at, ports & 0xffff, transport, nowUs) ?? this.findEnd(key, at, at + 4, ports >>> 16, transport, nowUs)
  }

  private findEnd(key: Uint32Array, address: number, peer: number, port: number, transport: number, nowUs: number): Entry | undefined {
    if (this.portUse[port] === 0) return undefined
    const text = keyOf(transport, formatIp(key, address), port)
    const entry = this.entries.get(text)
    if (entry === undefined) return undefined
    if (entry.expiresUs < nowUs) {
      this.remove(text)
      return undefined
    }
    return entry.peerIp === null || entry.peerIp === formatIp(key, peer) ? entry : undefined
  }

  private remove(key: string): void {
    if (this.entries.delete(key)) this.portUse[Number(key.slice(key.lastIndexOf(" ") + 1))]--
  }
}

function keyOf(transport: number, ip: string, port: number): string {
  return `${transport} ${ip} ${port}`
}

const words = new Uint32Array(4)
function canonical(ip: string): string | null {
  return parseIp(ip, words) ? formatIp(words, 0) : null
}
