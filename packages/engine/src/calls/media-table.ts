// Media of calls, by flow: measured for the flow's whole life, long after dissectors have turned away. Beside the flow table, since few
// flows carry any: a flow's row costs it one bit.
import { ByteWindow } from "../bytes/byte-window.ts"
import type { Packet } from "../decode/packet.ts"
import { mediaKinds, type MediaFraming } from "./media-framing.ts"
import { MediaStreams } from "./media-streams.ts"
import { codecOf } from "./rtp-codecs.ts"
import { takeReports } from "./rtcp-reports.ts"

/** Of one flow, both directions. */
const MAX_STREAMS_PER_FLOW = 16

/** Streams that are found by their source alone. */
const SOURCES = 4096
/** Datagrams in a row that are no media (a fax over the same ports, T.38): what media did not count up was not sent. */
const MIN_STRANGERS = 5

/** What a receiver told of a stream that is not in this flow (RTCP on a port of its own). */
export interface ToldReport { lossRatio: number; lost: number; jitterTicks: number; reports: number }

export class MediaFlow {
  readonly framing: MediaFraming
  first = -1
  streams = 0
  /** The latest sender report of A and of B: middle 32 bits of its NTP time, and when it passed. */
  readonly reportNtp = new Uint32Array(2)
  readonly reportUs = new Float64Array(2)
  /** Datagrams of A, of B since the last media that are none. */
  readonly strangers = new Uint8Array(2)
  /** Of media that A, that B sends. */
  readonly told: [ToldReport | null, ToldReport | null] = [null, null]

  constructor(framing: MediaFraming) {
    this.framing = framing
  }
}

export class MediaTable {
  readonly streams: MediaStreams
  private readonly flows = new Map<number, MediaFlow>()
  private readonly limit: number
  private readonly noteOf: (flow: number, fromA: boolean, nowUs: number) => string | undefined
  private readonly areSameHosts: (flow: number, other: number) => boolean
  private readonly window = new ByteWindow()
  /** Rows by source, for reports that come in a flow of their own: direct-mapped, the newer takes the place. */
  private readonly bySource = new Int32Array(SOURCES).fill(-1)
  /** Reports that found their stream in another flow. */
  joined = 0
  /** Packets of streams beyond those of one flow, or of flows beyond the table. */
  refused = 0

  /** `noteOf`: what a session description says of media to this receiver; asked once per stream. `areSameHosts`: do two flows have the same
   * ends, whatever their ports? */
  constructor(limit: number, noteOf: (flow: number, fromA: boolean, nowUs: number) => string | undefined, areSameHosts: (flow: number, other: number) => boolean) {
    this.areSameHosts = areSameHosts
    this.limit = limit
    this.streams = new MediaStreams(limit)
    this.noteOf = noteOf
  }

  /** False: there are as many as there may be. */
  begin(flow: number, framing: MediaFraming): boolean {
    if (this.flows.has(flow)) return true
    if (this.flows.size >= this.limit) {
      this.refused++
      return false
    }
    this.flows.set(flow, new MediaFlow(framing))
    return true
  }

  of(flow: number): MediaFlow | undefined {
    return this.flows.get(flow)
  }

  /** A datagram of a flow that carries media. */
  packet(flow: number, packet: Packet, fromA: boolean): void {
    this.take(flow, this.window.set(packet.payloadSource, packet.payloadStart, packet.payloadBytes), fromA, packet.timestampUs)
  }

  /** RTP or RTCP in these bytes, as the flow's framing has it. */
  take(flow: number, payload: ByteWindow, fromA: boolean, nowUs: number): void {
    const media = this.flows.get(flow)
    if (media === undefined) return
    const at = media.framing.mediaAt(payload)
    const side = fromA ? 0 : 1
    if (at < 0) {
      if (media.strangers[side] < MIN_STRANGERS) media.strangers[side]++
      return
    }
    const type = payload.u8(at + 1)
    if (type >= 200 && type <= 207) return takeReports(this, flow, media, payload, at, fromA, nowUs)
    const ssrc = payload.u32(at + 8)
    let row = this.find(media, ssrc, fromA)
    if (row < 0) {
      row = this.open(media, flow, ssrc, type & 0x7f, media.framing.kindOf(payload), fromA, nowUs)
      if (row < 0) return
    }
    const sequence = payload.u16(at + 2)
    const timestamp = payload.u32(at + 4)
    if (media.strangers[side] >= MIN_STRANGERS && (type & 0x7f) === this.streams.payloadType[row]) this.streams.beginAnew(row, sequence, timestamp, nowUs)
    media.strangers[side] = 0
    if (this.streams.count(row, sequence, timestamp, nowUs, type & 0x7f) || !this.streams.isAnother(row)) return
    this.describe(row, flow, type & 0x7f, media.framing.kindOf(payload), fromA, nowUs)
    this.streams.beginAnew(row, sequence, timestamp, nowUs)
    this.streams.count(row, sequence, timestamp, nowUs, type & 0x7f)
  }

  /** The stream of this source between the hosts of a flow, wherever it runs; -1 = not known. */
  elsewhere(flow: number, ssrc: number, fromA: boolean): number {
    const { streams, bySource } = this
    const row = bySource[slotOf(ssrc)]
    if (row < 0 || streams.ssrc[row] !== ssrc || streams.flow[row] < 0 || (streams.fromA[row] === 1) !== fromA) return -1
    if (!this.areSameHosts(flow, streams.flow[row])) return -1
    this.joined++
    return row
  }

  find(media: MediaFlow, ssrc: number, fromA: boolean): number {
    const { next, ssrc: sources, fromA: sides } = this.streams
    const side = fromA ? 1 : 0
    for (let row = media.first; row >= 0; row = next[row]) if (sources[row] === ssrc && sides[row] === side) return row
    return -1
  }

  private open(media: MediaFlow, flow: number, ssrc: number, payloadType: number, kind: number, fromA: boolean, nowUs: number): number {
    const { streams } = this
    if (media.streams >= MAX_STREAMS_PER_FLOW) {
      this.refused++
      return -1
    }
    const row = streams.take()
    if (row < 0) return row
    streams.ssrc[row] = ssrc
    streams.fromA[row] = fromA ? 1 : 0
    streams.flow[row] = flow
    this.bySource[slotOf(ssrc)] = row
    this.describe(row, flow, payloadType, kind, fromA, nowUs)
    // At the end: streams stay in the order of their first packets.
    if (media.first < 0) media.first = row
    else {
      let last = media.first
      while (streams.next[last] >= 0) last = streams.next[last]
      streams.next[last] = row
    }
    media.streams++
    return row
  }

  private describe(row: number, flow: number, payloadType: number, kind: number, fromA: boolean, nowUs: number): void {
    const { streams } = this
    const codec = codecOf(payloadType, this.noteOf(flow, fromA, nowUs))
    streams.payloadType[row] = payloadType
    streams.kind[row] = kind || (codec === undefined ? 0 : mediaKinds.indexOf(codec.media))
    streams.clockHz[row] = codec?.clockHz ?? 0
    streams.codec[row] = codec?.name
  }

  /** The flow is over. */
  end(flow: number): void {
    const media = this.flows.get(flow)
    if (media === undefined) return
    for (let row = media.first; row >= 0;) {
      const next = this.streams.next[row]
      this.streams.give(row)
      row = next
    }
    this.flows.delete(flow)
  }

  get size(): number {
    return this.flows.size
  }
}

function slotOf(ssrc: number): number {
  return Math.imul(ssrc, 0x9e3779b1) >>> 20
}
