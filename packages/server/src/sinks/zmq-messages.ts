// Rows of flows as messages of ZeroMQ: a header and a payload of JSON or TLV. What they mean is in dump-json.ts, the bytes in ingest/zmq.
import { writeHeader, type Topic } from "@netweir/ingest/zmq/header.ts"
import { numberOfLabel } from "@netweir/ingest/zmq/field-lookup.ts"
import { PRIVATE_BASE, PRIVATE_ENTERPRISE } from "@netweir/ingest/zmq/field-numbers.ts"
import { compress, obfuscate } from "@netweir/ingest/zmq/payload.ts"
import { TlvWriter } from "@netweir/ingest/zmq/tlv.ts"
import { dumpFlow, type DumpFlow } from "./dump-json.ts"
import type { FlowBlock } from "./flow-block.ts"

export interface MessageOptions {
  readonly format: "json" | "tlv"
  readonly layout: number
  readonly compress: boolean
  readonly password: string
  readonly sourceId: number
}

export type Message = readonly [header: Uint8Array, payload: Uint8Array]

/** Sizes have 16 bits in the older headers. */
const MAX_MESSAGE_BYTES = 60_000
/** Templates are said again every so many heartbeats. */
const HEARTBEATS_PER_TEMPLATE = 30

export interface HeartbeatFacts {
  readonly atMs: number
  readonly flows: number
  readonly dropped: number
  readonly address: string
  readonly version: string
}

export class FlowMessages {
  private readonly options: MessageOptions
  private readonly instanceName: string
  private readonly sourceId: number
  private readonly labels = new Set<string>()
  private readonly tlv = new TlvWriter()
  private messageId = 0
  private heartbeats = 0
  private bytes = 0
  private packets = 0

  constructor(options: MessageOptions, instanceName: string) {
    this.options = options
    this.instanceName = instanceName
    this.sourceId = options.sourceId || hashOf(instanceName)
  }

  flows(block: FlowBlock, from: number, to: number): { readonly list: readonly Message[]; readonly tooLarge: number } {
    const context = { ...block.origin, instanceName: this.instanceName }
    const rows: DumpFlow[] = []
    for (let row = from; row < to; row++) {
      const flow = dumpFlow(block.row(row), context)
      rows.push(flow)
      this.bytes += Number(flow.IN_BYTES ?? 0) + Number(flow.OUT_BYTES ?? 0)
      this.packets += Number(flow.IN_PKTS ?? 0) + Number(flow.OUT_PKTS ?? 0)
    }
    const { payloads, tooLarge } = this.options.format === "tlv" ? this.asTlv(rows) : asJson(rows)
    for (const flow of rows) for (const label of Object.keys(flow)) this.labels.add(label)
    return { list: payloads.map((payload) => this.message("flow", payload, this.options.format === "tlv")), tooLarge }
  }

  /** What probes say once a second, and now and then which fields their flows have. */
  heartbeat({ atMs, flows, dropped, address, version }: HeartbeatFacts): readonly Message[] {
    const event = {
      time: Math.floor(atMs / 1000), bytes: this.bytes, packets: this.packets, packet_drops: 0, iface: { name: this.instanceName, speed: 0, ip: "" }, mode: "netweir",
      probe: { ip: address === "*" ? "" : address, public_ip: "", uuid: this.instanceName, unique_source_id: this.sourceId, version: `Netweir ${version}`, osname: "", license: "", edition: "", maintenance: "" },
      avg: { bps: 0, pps: 0 }, drops: { export_queue_full: dropped, too_many_flows: 0, elk_flow_drops: 0, sflow_pkt_sample_drops: 0, flow_collection_drops: 0, flow_collection_udp_socket_drops: 0 },
      zmq: { num_flow_exports: flows, num_zmq_exporters: 1 },
    }
    const list = [this.message("event", Buffer.from(JSON.stringify(event)), false)]
    if (this.labels.size > 0 && this.heartbeats++ % HEARTBEATS_PER_TEMPLATE === 0) list.push(this.message("template", Buffer.from(JSON.stringify(this.template())), false))
    return list
  }

  private template(): readonly object[] {
    return [...this.labels].flatMap((name) => {
      const number = numberOfLabel(name)
      if (number === undefined) return []
      const isPrivate = number >= PRIVATE_BASE
      return [{ PEN: isPrivate ? PRIVATE_ENTERPRISE : 0, field: isPrivate ? number - PRIVATE_BASE : number, len: 0, format: "", name, descr: "" }]
    })
  }

  private asTlv(rows: readonly DumpFlow[]): { payloads: Uint8Array[]; tooLarge: number } {
    const { tlv } = this
    const payloads: Uint8Array[] = []
    let tooLarge = 0
    tlv.clear()
    const empty = tlv.length
    for (const flow of rows) {
      const start = tlv.length
      for (const [label, value] of Object.entries(flow)) put(tlv, numberOfLabel(label) ?? label, value)
      tlv.endRecord()
      if (tlv.length <= MAX_MESSAGE_BYTES) continue
      const tail = tlv.cut(start)
      if (tlv.length > empty) payloads.push(tlv.take())
      tlv.clear()
      if (tail.length + empty > MAX_MESSAGE_BYTES) tooLarge++
      else tlv.append(tail)
    }
    if (tlv.length > empty) payloads.push(tlv.take())
    return { payloads, tooLarge }
  }

  private message(topic: Topic, plain: Uint8Array, isTlv: boolean): Message {
    const { layout, password } = this.options
    const packed = this.options.compress ? compress(plain, layout) : plain
    const payload = password === "" ? packed : obfuscate(packed, password)
    const header = writeHeader({ topic, layout, isTlv, isCompressed: this.options.compress, plainBytes: plain.length, payloadBytes: payload.length, messageId: this.messageId, sourceId: this.sourceId })
    this.messageId = (this.messageId + 1) >>> 0
    return [header, payload]
  }
}

function asJson(rows: readonly DumpFlow[]): { payloads: Uint8Array[]; tooLarge: number } {
  const payloads: Uint8Array[] = []
  let texts: string[] = []
  let bytes = 2
  let tooLarge = 0
  for (const flow of rows) {
    const text = JSON.stringify(flow)
    const size = Buffer.byteLength(text) + 1
    if (size + 2 > MAX_MESSAGE_BYTES) {
      tooLarge++
      continue
    }
    if (bytes + size > MAX_MESSAGE_BYTES) {
      payloads.push(Buffer.from(`[${texts.join(",")}]`))
      texts = []
      bytes = 2
    }
    texts.push(text)
    bytes += size
  }
  if (texts.length > 0) payloads.push(Buffer.from(`[${texts.join(",")}]`))
  return { payloads, tooLarge }
}

/** Text that is a whole number and a number of its own (sets of risks) keeps its 64 bits. */
function put(tlv: TlvWriter, key: number | string, value: unknown): void {
  if (typeof value === "number") tlv.number(key, value)
  else if (typeof value === "boolean") tlv.number(key, value ? 1 : 0)
  else if (typeof value === "string") {
    if (key === RISKS) {
      const bits = BigInt(value)
      tlv.bits(key, Number(bits >> 32n), Number(bits & 0xffffffffn))
    } else tlv.text(key, value)
  }
}
const RISKS = numberOfLabel("L7_PROTO_RISK")

/** Two instances of different names hardly ever have the same (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash || 1
}
