// Messages of ZeroMQ into flow records and what is known of probes. Pure: no sockets, no clock; time is when a message came.
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import type { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import { Counted } from "../records/counted.ts"
import { PointStatuses, type PointStatus } from "../records/point-statuses.ts"
import { FieldLookup } from "./field-lookup.ts"
import { FlowReader, parseJson, type FlowSink } from "./flow-reader.ts"
import type { FlowRecord } from "./flow-record.ts"
import { readHeader, type ZmqHeader } from "./header.ts"
import { MessageIds } from "./message-ids.ts"
import { plainPayload } from "./payload.ts"
import { ProbeReports } from "./probe-reports.ts"
import { tlvObject } from "./tlv-object.ts"

/** Exporters told by probes are remembered by text, so that a record costs no parsing. */
const MAX_REMEMBERED_POINTS = 16_384

export type MessageDrop = "header-unknown" | "message-malformed" | "message-too-long" | "payload-too-long" | "payload-not-inflated" | "payload-malformed" | "topic-unknown"

export class ZmqDecoder implements FlowSink {
  readonly points: ObservationPoints
  readonly messages = new Counted()
  readonly records = new Counted()
  readonly byTopic: Record<string, number> = {}
  readonly statuses: PointStatuses
  readonly reports: ProbeReports
  private readonly lookup = new FieldLookup()
  private readonly ids = new MessageIds()
  private readonly reader = new FlowReader(this.lookup, this)
  private readonly password: string
  private readonly pointOfText = new Map<string, number>()
  private lastExporter = ""
  private lastDomain = -1
  private lastPoint = -1
  private receivedUs = 0
  private peer = ""
  private sourceId = 0

  constructor(points: ObservationPoints, password = "") {
    this.points = points
    this.password = password
    this.statuses = new PointStatuses(points)
    this.reports = new ProbeReports(this.lookup, this.statuses)
  }

  /** One message. Flows of it come out of `read`, which has to have said true before the next one. `peer` is an address. */
  take(frames: readonly Uint8Array[], peer: string, receivedUs: number): void {
    this.messages.received++
    if (frames.length !== 2) return this.messages.drop("message-malformed")
    const header = readHeader(frames[0])
    if (header === null) return this.messages.drop("header-unknown")
    this.receivedUs = receivedUs
    this.peer = peer
    this.sourceId = header.sourceId
    const status = this.heard(header)
    const bytes = plainPayload(header, frames[1], this.password)
    if (typeof bytes === "string") return this.messages.drop(bytes)
    this.topic(header, bytes, status)
  }

  read(block: RecordBlock): boolean {
    return this.reader.read(block)
  }

  accept(record: FlowRecord, block: RecordBlock): void {
    this.records.received++
    const point = this.pointOf(record.exporter || record.probe || this.peer, record.observationPoint || this.sourceId)
    if (point < 0) return this.records.drop("too-many-points")
    const at = block.count
    block.point[at] = point
    block.receivedUs[at] = this.receivedUs
    block.count++
    const status = this.statuses.of(point)
    status.records++
    status.heard(this.receivedUs)
  }

  drop(reason: string): void {
    this.records.received++
    this.records.drop(reason)
  }

  /** A message that the socket had to throw away. */
  lose(reason: "message-too-long" | "message-malformed"): void {
    this.messages.received++
    this.messages.drop(reason)
  }

  private heard(header: ZmqHeader): PointStatus | null {
    const point = this.pointOf(this.peer, header.sourceId)
    if (point < 0) return null
    const status = this.statuses.of(point)
    status.datagrams++
    status.heard(this.receivedUs)
    if (header.messageId === null) return status
    const { lost, restarted } = this.ids.take(`${this.peer} ${header.sourceId}`, header.messageId, this.receivedUs)
    status.lost += lost
    if (restarted) status.restarts++
    return status
  }

  private topic({ topic, isTlv }: ZmqHeader, bytes: Uint8Array, status: PointStatus | null): void {
    // What looks like JSON is: some senders get the flag wrong.
    const looksLikeJson = bytes[0] === 0x7b || bytes[0] === 0x5b
    if (topic === "flow" && isTlv && !looksLikeJson) {
      if (!this.reader.openTlv(bytes)) return this.messages.drop("payload-malformed")
      return this.count(topic)
    }
    if (topic === "hello" || topic === "message") return this.count(topic)
    const content = looksLikeJson ? parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) : isTlv || bytes[0] === 1 ? tlvObject(bytes) : undefined
    if (typeof content !== "object" || content === null) return this.messages.drop("payload-malformed")
    if (topic === "flow") this.reader.openJson(content)
    else if (!this.reports.take(topic, content, status, this.receivedUs)) return this.messages.drop("topic-unknown")
    this.count(topic)
  }

  private count(topic: string): void {
    this.byTopic[topic] = (this.byTopic[topic] ?? 0) + 1
  }

  private pointOf(exporter: string, domain: number): number {
    if (exporter === this.lastExporter && domain === this.lastDomain) return this.lastPoint
    this.lastExporter = exporter
    this.lastDomain = domain
    this.lastPoint = this.findPoint(exporter, domain)
    return this.lastPoint
  }

  private findPoint(exporter: string, domain: number): number {
    const key = `${exporter} ${domain}`
    const known = this.pointOfText.get(key)
    if (known !== undefined) return known
    const words = new Uint32Array(4)
    if (!parseIp(exporter, words)) parseIp("127.0.0.1", words) // a Unix socket's peer has no address
    const point = this.points.numberOf("zmq", words, domain)
    if (point >= 0 && this.pointOfText.size < MAX_REMEMBERED_POINTS) this.pointOfText.set(key, point)
    return point
  }
}
