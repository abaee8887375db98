// Sends export datagrams at a fixed rate over loopback with sendmmsg, and prints as JSON what it sent, so that totals can be reconciled.
//   npx tsx bench/collector/send.ts --to 127.0.0.1:2055 --format netflow9 --rate 500000 --seconds 5
//     --format netflow5|netflow9|ipfix|sflow   --rate records/s, 0 = as fast as it goes   --seconds N or --records N
//     --flows 65536 recurring flows, or --flows new: every record is a new flow of 65,536 clients, --flows new-hosts: of a new client each   --exporters 4 (each an address of its own: 127.0.1.1 ...)
//     --per-datagram N records   --template-ms 1000   --restart-ms N exporters begin anew that often   --skip N first flow's number
// Linux (sendmmsg).
import { parseArgs } from "node:util"
import { parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { MessageVector } from "@netweir/ingest/native/message-vector.ts"
import { AF_INET, socketAddress } from "@netweir/ingest/native/socket-address.ts"
import { loadUdpCalls, type UdpCalls } from "@netweir/ingest/native/udp-calls.ts"
import { prepare, SFLOW_RATE, type ExporterState, type Format, type Prepared } from "./formats.ts"
import { ALL_NEW_SOURCES, NEW_FLOW_SOURCES } from "./traffic.ts"

const { values: args } = parseArgs({ options: {
  to: { type: "string", default: "127.0.0.1:2055" }, format: { type: "string", default: "netflow9" }, rate: { type: "string", default: "100000" }, seconds: { type: "string", default: "5" },
  records: { type: "string" }, flows: { type: "string", default: "65536" }, exporters: { type: "string", default: "4" }, "per-datagram": { type: "string" },
  "template-ms": { type: "string", default: "1000" }, "restart-ms": { type: "string", default: "0" }, skip: { type: "string", default: "0" },
} })

/** Datagrams a call; small enough that a burst does no harm that a real exporter would not do. */
const BURST = 32
/** Slots when every record is new: what is sent over and over stays in the processor's cache. */
const NEW_FLOWS_POOL = 6_144

class Exporter {
  readonly state: ExporterState
  readonly prepared: Prepared
  readonly #calls: UdpCalls
  readonly #fd: number
  readonly #vector: MessageVector
  readonly #headers: Uint8Array[] = []
  readonly #view: DataView
  readonly #templateVector: MessageVector | null
  #next = 0
  #templateMs = 0

  constructor(calls: UdpCalls, id: number, prepared: Prepared, to: Uint8Array) {
    this.#calls = calls
    this.prepared = prepared
    this.state = { id, sequence: 0, samples: 0, bootMs: Date.now() - 3_600_000 }
    this.#view = new DataView(prepared.memory.buffer)
    this.#vector = new MessageVector({ bytes: prepared.memory, slotBytes: prepared.slotBytes, slots: prepared.slots }, calls.addressOf, false)
    for (let slot = 0; slot < prepared.slots; slot++) this.#headers.push(this.#vector.headers.subarray(64 * slot))
    this.#templateVector = prepared.template === null ? null : new MessageVector({ bytes: prepared.template, slotBytes: prepared.template.length, slots: 1 }, calls.addressOf, false)
    this.#fd = calls.socket(AF_INET, 2, 0)
    const words = new Uint32Array(4)
    parseIp(`127.0.1.${1 + id}`, words)
    const from = socketAddress(AF_INET, words, 0)
    if (calls.bind(this.#fd, from, from.length) !== 0 || calls.connect(this.#fd, to, to.length) !== 0) throw new Error(`exporter ${id}: ${calls.errorText(calls.errno())}`)
  }

  /** Up to `wanted` datagrams; answers the slots sent as [first, count]. */
  send(wanted: number, nowMs: number, nextNew: number | null): readonly [first: number, count: number] {
    if (this.#templateVector !== null && this.prepared.template !== null && nowMs - this.#templateMs >= Number(args["template-ms"])) {
      this.#templateMs = nowMs
      this.prepared.stamp(new DataView(this.prepared.template.buffer), 0, -1, this.state, nowMs)
      this.#call(this.#templateVector.headers, 1)
      templates++
    }
    const first = this.#next
    const count = Math.min(wanted, BURST, this.prepared.slots - first)
    for (let slot = first; slot < first + count; slot++) {
      this.prepared.stamp(this.#view, slot * this.prepared.slotBytes, slot, this.state, nowMs)
      if (nextNew !== null) this.prepared.renew(slot, nextNew + (slot - first) * this.prepared.records[slot], newSources)
    }
    for (let sent = 0; sent < count; ) sent += this.#call(this.#headers[first + sent], count - sent)
    this.#next = (first + count) % this.prepared.slots
    return [first, count]
  }

  restart(nowMs: number): void {
    Object.assign(this.state, { sequence: 0, samples: 0, bootMs: nowMs })
    this.#templateMs = 0
  }

  #call(headers: Uint8Array, count: number): number {
    const sent = this.#calls.sendmmsg(this.#fd, headers, count, 0)
    if (sent > 0) return sent
    const errno = this.#calls.errno()
    if (errno === 111 && ++refused < 50) return 0 // ECONNREFUSED tells of a datagram before: this one was not sent
    throw new Error(errno === 111 ? `nobody listens on ${args.to}` : `sendmmsg: ${this.#calls.errorText(errno)}`)
  }
}

const newSources = args.flows === "new-hosts" ? ALL_NEW_SOURCES : NEW_FLOW_SOURCES
let templates = 0
let refused = 0

async function main(): Promise<void> {
  const calls = await loadUdpCalls()
  const format = args.format as Format
  const everyNew = args.flows.startsWith("new")
  const count = Number(args.exporters)
  const flowsEach = Math.ceil((everyNew ? NEW_FLOWS_POOL : Number(args.flows)) / count)
  const words = new Uint32Array(4)
  const colon = args.to.lastIndexOf(":")
  if (!parseIp(args.to.slice(0, colon), words)) throw new Error(`--to: ${args.to} is no IPv4 address and port`)
  const to = socketAddress(AF_INET, words, Number(args.to.slice(colon + 1)))
  const perDatagram = args["per-datagram"] === undefined ? null : Number(args["per-datagram"])
  const exporters = Array.from({ length: count }, (_, id) => new Exporter(calls, id, prepare(format, flowsEach, perDatagram, id * flowsEach), to))
  const perSlot = exporters[0].prepared.records[0]
  const rate = Number(args.rate) / perSlot
  const limit = args.records === undefined ? Number.POSITIVE_INFINITY : Math.ceil(Number(args.records) / perSlot)
  const endMs = args.records === undefined ? Number(args.seconds) * 1000 : Number.POSITIVE_INFINITY
  const totals = { datagrams: 0, records: 0, bytes: 0, packets: 0 }
  const sleeper = new Int32Array(new SharedArrayBuffer(4))
  let nextNew = Number(args.skip)
  let turn = 0
  let behindMs = 0
  const restartMs = Number(args["restart-ms"])
  let nextRestartMs = restartMs
  const cpu = process.cpuUsage()
  const began = performance.now()
  for (;;) {
    const elapsedMs = performance.now() - began
    if (elapsedMs >= endMs || totals.datagrams >= limit) break
    if (restartMs > 0 && elapsedMs >= nextRestartMs) {
      nextRestartMs += restartMs
      for (const exporter of exporters) exporter.restart(Date.now())
    }
    const due = Math.min(limit, rate === 0 ? Number.POSITIVE_INFINITY : Math.floor((elapsedMs / 1000) * rate)) - totals.datagrams
    if (due <= 0) {
      Atomics.wait(sleeper, 0, 0, 0.3)
      continue
    }
    behindMs = Math.max(behindMs, rate === 0 ? 0 : (due / rate) * 1000)
    const exporter = exporters[turn++ % count]
    const [first, sent] = exporter.send(due, Date.now(), everyNew ? nextNew : null)
    const { records, bytes, packets } = exporter.prepared
    for (let slot = first; slot < first + sent; slot++) {
      totals.records += records[slot]
      totals.bytes += bytes[slot]
      totals.packets += packets[slot]
      if (everyNew) nextNew += records[slot]
    }
    totals.datagrams += sent
  }
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify({
    format, ...totals, datagrams: totals.datagrams + templates, templates, seconds: round(seconds), recordsPerSecond: Math.round(totals.records / seconds),
    cpuSeconds: round((user + system) / 1e6), behindMs: Math.round(behindMs), exporters: count, nextFlow: nextNew, ...(format === "sflow" && { samplingRate: SFLOW_RATE }),
  }))
}

const round = (value: number): number => Math.round(value * 1000) / 1000

await main()
