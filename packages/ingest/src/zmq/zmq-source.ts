// A ZeroMQ subscriber to probes: several endpoints make one interface.
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import { MessageQueue } from "../records/message-queue.ts"
import type { ResolvedOptions } from "../source-options.ts"
import type { RecordSource, SourceCounters, SourceProgress } from "../source.ts"
import { parseEndpoints, type ZmtpEndpoint } from "../zmtp/endpoint.ts"
import { ZmtpSocket } from "../zmtp/socket.ts"
import { collectorKeys } from "./collector-keys.ts"
import { topics } from "./header.ts"
import { MAX_PAYLOAD_BYTES } from "./payload.ts"
import { ZmqDecoder } from "./zmq-decoder.ts"

interface Message { readonly frames: readonly Uint8Array[]; readonly peer: string; readonly receivedUs: number }

const LOOPBACK = "127.0.0.1"

export class ZmqSource implements RecordSource {
  readonly yields = "records"
  readonly kind = "live"
  readonly name: string
  readonly ended = false
  readonly points = new ObservationPoints()
  private readonly endpoints: readonly ZmtpEndpoint[]
  private readonly options: ResolvedOptions
  private readonly decoder: ZmqDecoder
  private readonly block: RecordBlock
  private readonly queue = new MessageQueue<Message>()
  private sockets: readonly ZmtpSocket[] = []
  private isPaused = false
  private bytesRead = 0

  constructor(spec: string, options: ResolvedOptions) {
    this.name = spec
    this.options = options
    this.endpoints = parseEndpoints(spec)
    this.decoder = new ZmqDecoder(this.points, options.zmq.password)
    this.block = new RecordBlock(this.points)
  }

  async open(): Promise<void> {
    const keys = collectorKeys(this.options.zmq)
    this.sockets = this.endpoints.map((endpoint) => new ZmtpSocket(
      { socketType: "SUB", endpoint, listens: endpoint.isSwapped, curve: keys === null ? null : { role: "server", keys }, maxFrameBytes: MAX_PAYLOAD_BYTES },
      {
        onReady: ({ zmtp }) => { for (const topic of topics) zmtp.subscribe(topic) },
        onMessage: (frames, { address }) => this.arrived(frames, address || LOOPBACK),
        onUnusable: (reason) => this.decoder.lose(reason),
      },
    ))
    for (const socket of this.sockets) await socket.open()
  }

  poll(): RecordBlock | null {
    const { block, queue, decoder } = this
    block.count = 0
    for (;;) {
      if (!decoder.read(block)) break
      const next = queue.shift()
      if (next === undefined) break
      decoder.take(next.frames, next.peer, next.receivedUs)
    }
    if (this.isPaused && queue.hasRoom) this.setPaused(false)
    return block.count === 0 ? null : block
  }

  async wait(maxWaitMs: number): Promise<void> {
    await this.queue.wait(maxWaitMs)
  }

  counters(): SourceCounters {
    const { records, messages } = this.decoder
    return { received: records.received, filtered: 0, dropped: { ...records.dropped }, datagrams: { received: messages.received, dropped: { ...messages.dropped } } }
  }

  progress(): SourceProgress {
    return { bytesRead: this.bytesRead, bytesTotal: null }
  }

  exporters(): readonly ExporterStatus[] {
    return this.decoder.statuses.exporters(this.options.clock.nowMs())
  }

  flowIdleSeconds(): number | null {
    return this.decoder.reports.flowIdleSeconds
  }

  names(): readonly { readonly ip: string; readonly name: string }[] {
    return this.decoder.reports.names
  }

  notes(): readonly string[] {
    const counts = Object.entries(this.decoder.byTopic).map(([topic, count]) => `${topic} ${count}`)
    return counts.length === 0 ? [] : [`Messages by topic: ${counts.join(", ")}`]
  }

  problem(): string | null {
    const troubled = this.sockets.filter(({ problem, peers }) => problem !== null && ![...peers].some(({ zmtp }) => zmtp.isReady))
    return troubled.length === 0 ? null : troubled.map(({ problem }) => problem).join("; ")
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) await socket.close()
    this.queue.clear()
  }

  private arrived(frames: readonly Uint8Array[], peer: string): void {
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0)
    this.bytesRead += bytes
    this.queue.push({ frames, peer, receivedUs: this.options.wallMs() * 1000 }, bytes)
    // Probes find their queues full then, and the numbers of their messages tell what was lost.
    if (this.queue.isFull && !this.isPaused) this.setPaused(true)
  }

  private setPaused(isPaused: boolean): void {
    this.isPaused = isPaused
    for (const socket of this.sockets) {
      if (isPaused) socket.pause()
      else socket.resume()
    }
  }
}
