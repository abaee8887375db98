// A PUB socket over several endpoints: a message goes to whoever subscribed to its topic; who does not keep up loses messages, counted.
import type { CurveOptions } from "./curve.ts"
import type { ZmtpEndpoint } from "./endpoint.ts"
import { ZmtpSocket } from "./socket.ts"

/** Not yet taken by the kernel, per peer. */
const MAX_QUEUED_BYTES = 16 << 20
/** Peers of a PUB send subscriptions only. */
const MAX_FRAME_BYTES = 1024
const LINGER_MS = 5_000

export interface PublisherOptions {
  /** Listens at an endpoint, or connects to it when its sides are swapped. */
  readonly endpoints: readonly ZmtpEndpoint[]
  readonly curve: CurveOptions | null
  /** Before a message that its queue has no room for; default 16 MiB. */
  readonly maxQueuedBytes?: number
}

export interface PublisherCounters {
  /** Messages handed to at least one peer. */
  sent: number
  /** Messages that nobody was subscribed to. */
  unheard: number
  /** Copies that found a peer's queue full. */
  dropped: number
}

export class ZmtpPublisher {
  readonly counters: PublisherCounters = { sent: 0, unheard: 0, dropped: 0 }
  private readonly sockets: readonly ZmtpSocket[]
  private readonly maxQueuedBytes: number

  constructor({ endpoints, curve, maxQueuedBytes = MAX_QUEUED_BYTES }: PublisherOptions) {
    this.maxQueuedBytes = maxQueuedBytes
    this.sockets = endpoints.map((endpoint) => new ZmtpSocket({ socketType: "PUB", endpoint, listens: !endpoint.isSwapped, curve, maxFrameBytes: MAX_FRAME_BYTES }, {}))
  }

  async open(): Promise<void> {
    for (const socket of this.sockets) await socket.open()
  }

  get peerCount(): number {
    return this.sockets.reduce((sum, { peers }) => sum + [...peers].filter(({ zmtp }) => zmtp.isReady).length, 0)
  }

  hasSubscriber(topic: Uint8Array): boolean {
    return this.sockets.some(({ peers }) => [...peers].some(({ zmtp }) => zmtp.isReady && zmtp.wants(topic)))
  }

  /** Largest of the peers' queues. */
  get queuedBytes(): number {
    let bytes = 0
    for (const { peers } of this.sockets) for (const { socket } of peers) bytes = Math.max(bytes, socket.writableLength)
    return bytes
  }

  problem(): string | null {
    return this.sockets.find(({ problem }) => problem !== null)?.problem ?? null
  }

  /** The first frame is what subscriptions are compared with. */
  send(frames: readonly Uint8Array[]): void {
    let isSent = false
    for (const { peers } of this.sockets) {
      for (const peer of peers) {
        if (!peer.zmtp.isReady || !peer.zmtp.wants(frames[0])) continue
        isSent = true
        if (peer.socket.writableLength > this.maxQueuedBytes) {
          peer.dropped++
          this.counters.dropped++
          continue
        }
        peer.socket.cork()
        peer.zmtp.send(frames)
        process.nextTick(() => peer.socket.uncork())
      }
    }
    if (isSent) this.counters.sent++
    else this.counters.unheard++
  }

  /** Subscribers get so long to read what was sent. */
  async close(lingerMs = LINGER_MS): Promise<void> {
    await Promise.all(this.sockets.map((socket) => socket.close(lingerMs)))
  }
}
