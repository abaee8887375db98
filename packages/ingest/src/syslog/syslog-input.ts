// Messages out of datagrams and connections that we listen for.
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import type { Socket } from "node:net"
import { StreamListener } from "../collector/stream-listener.ts"
import { RefusedDatagrams } from "../collector/tallies.ts"
import type { LogInput } from "../logs/log-source.ts"
import type { SourceProgress } from "../source.ts"
import type { DatagramReceiver } from "../udp/datagram-batch.ts"
import { openReceiver } from "../udp/open-receiver.ts"
import { MessageSplitter } from "./message-splitter.ts"
import type { SyslogSpec } from "./syslog-spec.ts"

export class SyslogInput implements LogInput {
  ended = false
  private readonly spec: SyslogSpec
  private receiver: DatagramReceiver | null = null
  private listener: StreamListener | null = null
  private readonly sockets = new Set<Socket>()
  private readonly refused = new RefusedDatagrams()
  private lastRefusal = ""
  private isPaused = false
  private bytesRead = 0
  private push: (line: string, from: string) => void = () => {}
  private lose: (reason: string) => void = () => {}

  constructor(spec: SyslogSpec) {
    this.spec = spec
  }

  async open(push: (line: string, from: string) => void, lose: (reason: string) => void): Promise<void> {
    this.push = push
    this.lose = lose
    const { spec } = this
    try {
      if (spec.stream) {
        this.listener = await StreamListener.open({
          spec,
          connected: (socket, _words, address) => this.connected(socket, address),
          refused: (why, text) => {
            this.refused.count(why)
            this.lastRefusal = text
          },
        })
      }
      // Behind the connections' socket, whose port may have been any that is free.
      if (spec.udp) this.receiver = await openReceiver(this.listener?.addresses ?? spec.addresses)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** Where it listens, with the ports that were given in place of 0. */
  get addresses(): readonly { readonly host: string; readonly port: number }[] {
    return this.listener?.addresses ?? this.receiver?.addresses ?? []
  }

  /** Asked only when all that came before is worked off: until then datagrams wait in the kernel, which counts what it drops. */
  pull(): boolean {
    const batch = this.receiver?.receive() ?? null
    if (batch === null) return false
    const { bytes, start, length, words, count } = batch
    for (let i = 0; i < count; i++) {
      this.bytesRead += length[i]
      if (!this.spec.rules.allows(words.subarray(4 * i, 4 * i + 4))) {
        this.lose("exporter-not-allowed")
        continue
      }
      const text = withoutEnd(Buffer.from(bytes.buffer, bytes.byteOffset + start[i], length[i]).toString("utf8"))
      if (text === "") this.lose("message-empty")
      else this.push(text, formatIp(words, 4 * i))
    }
    return true
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.receiver !== null) return this.receiver.wait(maxWaitMs)
    await new Promise((resolve) => { setTimeout(resolve, maxWaitMs) })
  }

  lost(): Readonly<Record<string, number>> {
    const { byReason } = this.refused
    return { ...this.receiver?.dropped(), ...byReason }
  }

  private connected(socket: Socket, from: string): void {
    this.sockets.add(socket)
    if (this.isPaused) socket.pause()
    const splitter = new MessageSplitter((message) => this.push(message, from))
    let told = 0
    socket.on("data", (chunk: Buffer) => {
      if (splitter.isBroken) return
      this.bytesRead += chunk.length
      splitter.push(chunk)
      for (; told < splitter.tooLong; told++) this.lose("line-too-long")
      if (!splitter.isBroken) return
      this.lose("framing-lost")
      socket.destroy()
    })
    socket.once("close", () => {
      this.sockets.delete(socket)
      if (splitter.finish() && !splitter.isBroken) this.lose("message-cut-off")
    })
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused
    for (const socket of this.sockets) {
      if (isPaused) socket.pause()
      else socket.resume()
    }
  }

  progress(): SourceProgress {
    return { bytesRead: this.bytesRead, bytesTotal: null }
  }

  notes(): readonly string[] {
    const open = this.spec.stream ? [`${this.sockets.size} connections`] : []
    return [...(this.receiver?.notes ?? []), ...open, ...(this.lastRefusal === "" ? [] : [this.lastRefusal])]
  }

  async close(): Promise<void> {
    this.ended = true
    const closing = this.listener?.close()
    for (const socket of this.sockets) socket.destroy()
    await Promise.all([closing, this.receiver?.close()])
  }
}

/** Some end a datagram with a newline or a zero byte. */
function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--
  return text.slice(0, end)
}
