// What the streams of a flow add up to: columns per direction, and the record that a flow's page shows. Made when somebody asks.
import type { FlowColumns } from "../flows/flow-columns.ts"
import { conventionOf } from "./conventions.ts"
import { mediaKinds } from "./media-framing.ts"
import type { MediaTable } from "./media-table.ts"
import { estimatedMos } from "./mos.ts"

/** What a flow's `metadata.rtp.streams` holds per stream. */
export interface RtpStream {
  readonly direction: "to-server" | "to-client"
  readonly ssrc: number
  readonly payloadType: number
  readonly codec?: string
  readonly media?: string
  /** Packets seen, and those missing between them. */
  readonly packets: number
  readonly lost: number
  /** Absent while the clock rate of the payload type is not known. */
  readonly jitterMs?: number
  /** 1 (bad) to 4.5 (excellent), audio only: from loss, jitter and codec; the delay of the path is not known and counts as good. */
  readonly mos?: number
  /** What its receiver told over RTCP. */
  readonly told?: { readonly reports: number; readonly lossRatio: number; readonly lost: number; readonly jitterMs?: number; readonly rttMs?: number }
}

/** Fewer packets prove nothing about loss and sound. */
const MIN_MEASURED_PACKETS = 10

const round = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits

export class MediaReport {
  private readonly table: MediaTable
  private readonly flows: Pick<FlowColumns, "appProtocol">

  constructor(table: MediaTable, flows: Pick<FlowColumns, "appProtocol">) {
    this.table = table
    this.flows = flows
  }

  private kindOf(flow: number, row: number): string {
    return conventionOf(this.flows.appProtocol[flow], this.table.streams.payloadType[row])?.media ?? mediaKinds[this.table.streams.kind[row]]
  }
  private codecOf(flow: number, row: number): string | undefined {
    return this.table.streams.codec[row] ?? conventionOf(this.flows.appProtocol[flow], this.table.streams.payloadType[row])?.codec
  }

  /** Asked of every flow that is stored: cheap where there are no calls. */
  has(flow: number): boolean {
    return this.table.size > 0 && this.table.of(flow) !== undefined
  }

  /** Rows of the flow's streams, in the order in which they began. */
  private rowsOf(flow: number): number[] {
    const rows: number[] = []
    const { next } = this.table.streams
    for (let row = this.table.of(flow)?.first ?? -1; row >= 0; row = next[row]) rows.push(row)
    return rows
  }

  /** Mean of a measure over the streams that A (B) sends, by packets; NaN = none has it. */
  private mean(flow: number, fromA: boolean, measure: (row: number) => number): number {
    const { streams } = this.table
    let sum = 0
    let packets = 0
    for (const row of this.rowsOf(flow)) {
      if ((streams.fromA[row] === 1) !== fromA) continue
      const value = measure(row)
      if (Number.isNaN(value)) continue
      sum += value * streams.packets[row]
      packets += streams.packets[row]
    }
    return packets === 0 ? Number.NaN : sum / packets
  }

  private lossRatio(row: number): number {
    const { streams } = this.table
    const lost = streams.lost(row)
    return streams.packets[row] < MIN_MEASURED_PACKETS ? Number.NaN : lost / (streams.packets[row] + lost)
  }
  private jitterOf(row: number): number {
    return this.table.streams.clockHz[row] === 0 || this.table.streams.packets[row] < 2 ? Number.NaN : this.table.streams.jitterMs[row]
  }
  private mosOf(flow: number, row: number): number {
    const { streams } = this.table
    return this.kindOf(flow, row) !== "audio" || streams.packets[row] < MIN_MEASURED_PACKETS ? Number.NaN : estimatedMos(this.codecOf(flow, row), this.lossRatio(row), streams.jitterMs[row])
  }

  /** Measured ones are at least 1. */
  jitterUs(flow: number, fromA: boolean): number {
    const jitterMs = this.mean(flow, fromA, (row) => this.jitterOf(row))
    return Number.isNaN(jitterMs) ? jitterMs : Math.max(1, Math.round(jitterMs * 1000))
  }
  /** Of all streams together. */
  loss(flow: number, fromA: boolean): number {
    const { streams } = this.table
    let lost = 0
    let packets = 0
    for (const row of this.rowsOf(flow)) {
      if ((streams.fromA[row] === 1) !== fromA || streams.packets[row] < MIN_MEASURED_PACKETS) continue
      lost += streams.lost(row)
      packets += streams.packets[row]
    }
    return packets === 0 ? Number.NaN : round(lost / (packets + lost), 4)
  }
  mos(flow: number, fromA: boolean): number {
    const mos = this.mean(flow, fromA, (row) => this.mosOf(flow, row))
    return Number.isNaN(mos) ? mos : round(mos, 2)
  }

  kinds(flow: number): string | null {
    const kinds = new Set(this.rowsOf(flow).map((row) => this.kindOf(flow, row)).filter((kind) => kind !== ""))
    return kinds.size === 0 ? null : [...kinds].toSorted().join(", ")
  }
  codecs(flow: number): string | null {
    const codecs = new Set(this.rowsOf(flow).flatMap((row) => this.codecOf(flow, row) ?? []))
    return codecs.size === 0 ? null : [...codecs].join(", ")
  }

  /** Records to put beside what dissectors took; null = the flow carries no media. */
  records(flow: number, aIsClient: boolean): { readonly rtp?: Record<string, unknown>; readonly rtcp?: Record<string, unknown> } | null {
    const media = this.has(flow) ? this.table.of(flow) : undefined
    if (media === undefined) return null
    const rows = this.rowsOf(flow)
    const rtcp: Record<string, unknown> = {}
    for (const [side, told] of media.told.entries()) {
      if (told === null) continue
      const direction = (side === 0) === aIsClient ? "ToServer" : "ToClient"
      rtcp[`lossRatio${direction}`] = round(told.lossRatio, 3)
      rtcp[`packetsLost${direction}`] = told.lost
      // In units of the media's clock, which RTCP does not tell.
      rtcp[`jitterTicks${direction}`] = told.jitterTicks
      rtcp[`reports${direction}`] = told.reports
    }
    const kinds = this.kinds(flow)
    return {
      ...(rows.length > 0 && { rtp: { streams: rows.map((row) => this.stream(flow, row, aIsClient)), ...(kinds !== null && { media: kinds }) } }),
      ...(Object.keys(rtcp).length > 0 && { rtcp }),
    }
  }

  private stream(flow: number, row: number, aIsClient: boolean): RtpStream {
    const { streams } = this.table
    const kind = this.kindOf(flow, row)
    const codec = this.codecOf(flow, row)
    const jitterMs = this.jitterOf(row)
    const mos = this.mosOf(flow, row)
    const clockHz = streams.clockHz[row]
    return {
      direction: (streams.fromA[row] === 1) === aIsClient ? "to-server" : "to-client", ssrc: streams.ssrc[row], payloadType: streams.payloadType[row],
      packets: streams.packets[row], lost: streams.lost(row),
      ...(codec !== undefined && { codec }), ...(kind !== "" && { media: kind }),
      ...(!Number.isNaN(jitterMs) && { jitterMs: round(jitterMs, 2) }), ...(!Number.isNaN(mos) && { mos }),
      ...(streams.reports[row] > 0 && {
        told: {
          reports: streams.reports[row], lossRatio: round(streams.toldLossRatio[row], 3), lost: streams.toldLost[row],
          ...(clockHz > 0 && { jitterMs: round((streams.toldJitterTicks[row] / clockHz) * 1000, 2) }), ...(streams.rttUs[row] > 0 && { rttMs: round(streams.rttUs[row] / 1000, 1) }),
        },
      }),
    }
  }
}
