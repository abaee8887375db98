// IPFIX over TCP or TLS (RFC 7011 section 10.4): many exporters at once, each with templates of its own that end with the connection.
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { ExporterStatus } from "@netweir/model"
import { createNetflowDecoder, type NetflowDecoder } from "../netflow/index.ts"
import type { RecordSource, SourceCounters, SourceProgress } from "../source.ts"
import type { CollectorSpec } from "./collector-spec.ts"
import { StreamListener } from "./stream-listener.ts"
import { StreamSession } from "./stream-session.ts"
import { RefusedDatagrams, sourceCounters } from "./tallies.ts"

const TICK_MS = 1000
const MAX_WAIT_MS = 50

export class StreamSource implements RecordSource {
  readonly yields = "records"
  readonly kind = "live"
  readonly name: string
  readonly points = new ObservationPoints()
  ended = false
  readonly #spec: CollectorSpec
  readonly #wallMs: () => number
  readonly #decoder: NetflowDecoder
  readonly #block: RecordBlock
  readonly #refusedConnections = new RefusedDatagrams()
  readonly #sessions: StreamSession[] = []
  #listener: StreamListener | null = null
  #next = 0
  #tickMs = 0
  #bytesRead = 0
  #lastRefusal = ""
  #wake: (() => void) | null = null

  constructor(name: string, spec: CollectorSpec, wallMs: () => number = Date.now) {
    this.name = name
    this.#spec = spec
    this.#wallMs = wallMs
    this.#decoder = createNetflowDecoder(this.points, { rules: spec.rules, keepUnknown: spec.keepUnknown, seed: Math.floor(Math.random() * 2 ** 32) })
    this.#block = new RecordBlock(this.points)
  }

  async open(): Promise<void> {
    const wake = () => this.#wake?.()
    this.#listener = await StreamListener.open({
      spec: this.#spec,
      connected: (socket, words, address, port) => {
        this.#sessions.push(new StreamSession(socket, address, this.#decoder.openStream(words, port), wake))
      },
      refused: (why, text) => {
        this.#refusedConnections.count(why)
        this.#lastRefusal = text
      },
    })
  }

  get addresses(): readonly { readonly host: string; readonly port: number }[] {
    return this.#listener?.addresses ?? []
  }

  /** Sessions take turns, beginning behind the one that filled the last block. */
  poll(): RecordBlock | null {
    const nowMs = this.#wallMs()
    if (nowMs - this.#tickMs >= TICK_MS || nowMs < this.#tickMs) {
      this.#tickMs = nowMs
      this.#decoder.tick(nowMs * 1000)
    }
    const block = this.#block
    block.count = 0
    for (let turns = this.#sessions.length; turns > 0 && this.#sessions.length > 0; turns--) {
      this.#next %= this.#sessions.length
      const session = this.#sessions[this.#next]
      const isThrough = session.decode(nowMs * 1000, block, (bytes) => { this.#bytesRead += bytes })
      if (session.isDone) this.#remove(session)
      else if (isThrough) this.#next++
      if (!isThrough) return block
    }
    return block.count > 0 ? block : null
  }

  #remove(session: StreamSession): void {
    if (session.broken !== null) this.#lastRefusal = `The connection of ${session.address} was closed: ${session.broken}`
    session.close()
    this.#sessions.splice(this.#sessions.indexOf(session), 1)
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.ended || this.#sessions.some(({ hasWork }) => hasWork)) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(maxWaitMs, MAX_WAIT_MS))
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
  }

  exporters(): readonly ExporterStatus[] {
    return this.#decoder.exporters()
  }

  /** Messages stand for datagrams; refused connections are among those dropped. */
  flowIdleSeconds(): number | null {
    return this.#decoder.flowIdleSeconds()
  }

  counters(): SourceCounters {
    return sourceCounters([this.#decoder.counters()], this.#refusedConnections, {})
  }

  progress(): SourceProgress {
    return { bytesRead: this.#bytesRead, bytesTotal: null }
  }

  notes(): readonly string[] {
    const open = `${this.#sessions.length} connections of exporters`
    return this.#lastRefusal === "" ? [open] : [open, this.#lastRefusal]
  }

  async close(): Promise<void> {
    if (this.ended) return
    this.ended = true
    this.#wake?.()
    const closing = this.#listener?.close()
    for (const session of this.#sessions.splice(0)) session.close()
    await closing
  }
}
