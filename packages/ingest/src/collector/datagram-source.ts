// NetFlow, IPFIX and sFlow over UDP: a receiver before, the decoders behind; which of them a datagram is for, its first bytes tell.
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import { createNetflowDecoder, type NetflowDecoder } from "../netflow/index.ts"
import { sharedIdleSeconds } from "../records/idle-time.ts"
import type { SflowDecoder } from "../sflow/contract.ts"
import { createSflowDecoder } from "../sflow/sflow-decoder.ts"
import type { ResolvedOptions } from "../source-options.ts"
import type { RecordSource, SourceCounters, SourceProgress } from "../source.ts"
import type { DatagramBatch, DatagramReceiver } from "../udp/datagram-batch.ts"
import { openReceiver } from "../udp/open-receiver.ts"
import { ExporterAdmission } from "./admission.ts"
import { collectorSchemes, type CollectorSpec } from "./collector-spec.ts"
import { LossWatch } from "./loss-watch.ts"
import { RefusedDatagrams, sourceCounters } from "./tallies.ts"

const TICK_MS = 1000
/** Reads of nothing but templates and noise before the loop gets its turn. */
const READS_PER_POLL = 8

/** Each decoder fills a block of its own: sampled packets lie in the receiver's memory for one, in the block's for the other. */
interface Side<Decoder = NetflowDecoder | SflowDecoder> {
  readonly decoder: Decoder
  readonly block: RecordBlock
}

export interface DatagramSourceParts {
  /** Wall clock: datagrams are stamped with it. */
  readonly wallMs?: () => number
  readonly receiveWith?: "auto" | "kernel" | "node"
}

export class DatagramSource implements RecordSource {
  readonly yields = "records"
  readonly kind = "live"
  readonly name: string
  readonly points = new ObservationPoints()
  ended = false
  #spec: CollectorSpec
  #isShared: boolean
  #receiveWith: "auto" | "kernel" | "node"
  #wallMs: () => number
  #receiver: DatagramReceiver | null = null
  #netflow: Side<NetflowDecoder> | null
  #sflow: Side<SflowDecoder> | null
  #sides: readonly Side[]
  #admission: ExporterAdmission
  #refused = new RefusedDatagrams()
  #losses = new LossWatch()
  #batch: DatagramBatch | null = null
  #next = 0
  /** The decoder that stopped in the middle of datagram `#next`, as its block was full. */
  #resuming: Side | null = null
  /** A block that is handed over with the next poll. */
  #waiting: RecordBlock | null = null
  #receivedUs = 0
  #tickMs = 0
  #bytesRead = 0
  #strangers = 0
  #words = new Uint32Array(4)

  constructor(name: string, spec: CollectorSpec, options: Pick<ResolvedOptions, "fanout">, parts: DatagramSourceParts = {}) {
    this.name = name
    this.#spec = spec
    this.#isShared = options.fanout !== null
    this.#wallMs = parts.wallMs ?? Date.now
    this.#receiveWith = parts.receiveWith ?? "auto"
    const { netflow, sflow } = collectorSchemes[spec.scheme]
    const { rules, keepUnknown } = spec
    const seed = Math.floor(Math.random() * 2 ** 32)
    this.#netflow = netflow ? { decoder: createNetflowDecoder(this.points, { rules, keepUnknown, seed }), block: new RecordBlock(this.points) } : null
    this.#sflow = sflow ? { decoder: createSflowDecoder(this.points, { rules, keepUnknown, seed }), block: new RecordBlock(this.points) } : null
    this.#sides = [this.#netflow, this.#sflow].filter((side) => side !== null)
    this.#admission = new ExporterAdmission(rules, {}, seed)
  }

  async open(): Promise<void> {
    this.#receiver = await openReceiver(this.#spec.addresses, { isShared: this.#isShared, with: this.#receiveWith })
  }

  /** Where it listens, with the ports that were given in place of 0. */
  get addresses(): DatagramReceiver["addresses"] {
    return this.#receiver?.addresses ?? []
  }

  poll(): RecordBlock | null {
    const waiting = this.#waiting
    if (waiting !== null) {
      this.#waiting = null
      return waiting
    }
    for (const side of this.#sides) side.block.count = 0
    for (let reads = 0; reads < READS_PER_POLL; reads++) {
      if (this.#batch === null && !this.#receive()) return null
      this.#decodeBatch()
      const block = this.#filled()
      if (block !== null) return block
    }
    return null
  }

  #receive(): boolean {
    const nowMs = this.#wallMs()
    if (nowMs - this.#tickMs >= TICK_MS || nowMs < this.#tickMs) this.#tick(nowMs)
    const batch = this.#receiver?.receive() ?? null
    if (batch === null) return false
    this.#batch = batch
    this.#next = 0
    this.#receivedUs = nowMs * 1000
    return true
  }

  /** To the end of the batch, or until a block is full. */
  #decodeBatch(): void {
    const batch = this.#batch
    if (batch === null) return
    if (this.#resuming !== null) {
      if (!this.#resuming.decoder.resume(this.#resuming.block)) return
      this.#resuming = null
      this.#next++
    }
    const { bytes, start, length, words, port, count } = batch
    for (; this.#next < count; this.#next++) {
      const at = this.#next
      this.#bytesRead += length[at]
      const side = this.#sideOf(bytes, start[at], length[at])
      if (side === null) continue
      const admission = this.#admission.admit(words, 4 * at, this.#receivedUs)
      if (admission !== "admitted") {
        this.#refused.count(admission)
        continue
      }
      for (let i = 0; i < 4; i++) this.#words[i] = words[4 * at + i]
      if (!side.decoder.decode(bytes, start[at], length[at], this.#words, port[at], this.#receivedUs, side.block)) {
        this.#resuming = side
        return
      }
    }
    this.#batch = null
  }

  #sideOf(bytes: Uint8Array, start: number, length: number): Side | null {
    const [netflow, sflow] = [this.#netflow, this.#sflow]
    if (netflow !== null && netflow.decoder.recognises(bytes, start, length)) return netflow
    if (sflow !== null && sflow.decoder.recognises(bytes, start, length)) return sflow
    this.#strangers++
    this.#refused.count("version-unknown")
    return null
  }

  #filled(): RecordBlock | null {
    const [first, second] = this.#sides.filter(({ block }) => block.count > 0)
    this.#waiting = second?.block ?? null
    return first?.block ?? null
  }

  #tick(nowMs: number): void {
    this.#tickMs = nowMs
    for (const { decoder } of this.#sides) decoder.tick(nowMs * 1000)
    this.#losses.look(Object.values(this.#receiver?.dropped() ?? {}).reduce((sum, one) => sum + one, 0), nowMs)
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.#batch === null && this.#waiting === null) await this.#receiver?.wait(maxWaitMs)
  }

  exporters(): readonly ExporterStatus[] {
    return this.#sides.flatMap(({ decoder }) => decoder.exporters())
  }

  flowIdleSeconds(): number | null {
    // Agents of sFlow have no timeouts to tell.
    const samples = this.#sflow?.decoder.exporters().length ? [null] : []
    return sharedIdleSeconds([...(this.#netflow === null ? [] : [this.#netflow.decoder.flowIdleSeconds()]), ...samples])
  }

  counters(): SourceCounters {
    return sourceCounters(this.#sides.map(({ decoder }) => decoder.counters()), this.#refused, this.#receiver?.dropped() ?? {})
  }

  progress(): SourceProgress {
    return { bytesRead: this.#bytesRead, bytesTotal: null }
  }

  notes(): readonly string[] {
    const wanted = [...(this.#netflow === null ? [] : ["NetFlow", "IPFIX"]), ...(this.#sflow === null ? [] : ["sFlow version 5"])]
    const strangers = this.#strangers === 0 ? [] : [`${this.#strangers} datagrams were none of ${wanted.join(", ")}; flows:// takes all of NetFlow, IPFIX and sFlow on one port`]
    return [...(this.#receiver?.notes ?? []), ...strangers]
  }

  problem(): string | null {
    return this.#losses.problem(this.#wallMs())
  }

  async close(): Promise<void> {
    if (this.ended) return
    this.ended = true
    await this.#receiver?.close()
  }
}
