// The same through Node's own sockets, where recvmmsg isn't: macOS, and where koffi has no binary. One copy and one event a datagram.
import { isIpv4, parseIp } from "@netweir/engine/addresses/ip-text.ts"
import { createSocket, type RemoteInfo, type Socket } from "node:dgram"
import { once } from "node:events"
import { SourceError } from "../source.ts"
import { DatagramBatch, SLOT_BYTES, type DatagramReceiver, type ListenAddress } from "./datagram-batch.ts"
import { listenFailure } from "./listen-failure.ts"
import { receiveBufferNote } from "./receive-buffer-note.ts"
import { ENOUGH_RECEIVE_BYTES, resolveHost, WANTED_RECEIVE_BYTES } from "./udp-socket.ts"

/** Datagrams that wait for `receive()`; those beyond are dropped, as the kernel would. */
const MAX_WAITING = 8192
const MAX_WAITING_BYTES = 32 << 20
/** macOS refuses more than kern.ipc.maxsockbuf. */
const SMALLER_RECEIVE_BYTES = [WANTED_RECEIVE_BYTES, ENOUGH_RECEIVE_BYTES, 4 << 20, 1 << 20]

interface Waiting { readonly bytes: Buffer; readonly from: RemoteInfo }

export class NodeReceiver implements DatagramReceiver {
  readonly notes: string[] = []
  readonly addresses: { host: string; port: number }[] = []
  #sockets: Socket[] = []
  #queue: Waiting[] = []
  #taken = 0
  #queuedBytes = 0
  #dropped = 0
  #batch = new DatagramBatch()
  #wake: (() => void) | null = null

  /** Throws SourceError; then no socket stays open. */
  static async open(addresses: readonly ListenAddress[], isShared: boolean): Promise<NodeReceiver> {
    if (isShared) throw new SourceError("workers-not-shared", "One UDP port can't be shared by several workers here", "Leave out --workers: it needs Linux.")
    const receiver = new NodeReceiver()
    try {
      for (const address of addresses) await receiver.#listen(address)
      return receiver
    } catch (error) {
      await receiver.close()
      throw error
    }
  }

  async #listen(address: ListenAddress): Promise<void> {
    const isIpv6 = address.host === "" || !isIpv4((await resolveHost(address.host)).words, 0)
    const socket = createSocket({ type: isIpv6 ? "udp6" : "udp4", ipv6Only: isIpv6 && address.host !== "" })
    this.#sockets.push(socket)
    socket.bind(address.port, address.host === "" ? "::" : address.host)
    try {
      await once(socket, "listening")
    } catch (cause) {
      throw listenFailure("UDP", address, (cause as NodeJS.ErrnoException).code, cause)
    }
    const note = receiveBufferNote(growReceiveBuffer(socket))
    if (note !== null && !this.notes.includes(note)) this.notes.push(note)
    this.addresses.push({ host: address.host, port: socket.address().port })
    socket.on("error", (error) => this.notes.push(`UDP port ${address.port}: ${error.message}`))
    socket.on("message", (bytes, from) => this.#arrived(bytes, from))
  }

  #arrived(bytes: Buffer, from: RemoteInfo): void {
    if (this.#queue.length - this.#taken >= MAX_WAITING || this.#queuedBytes + bytes.length > MAX_WAITING_BYTES) {
      this.#dropped++
      return
    }
    this.#queue.push({ bytes, from })
    this.#queuedBytes += bytes.length
    this.#wake?.()
  }

  receive(): DatagramBatch | null {
    const batch = this.#batch
    batch.count = 0
    while (batch.count < batch.slots && this.#taken < this.#queue.length) {
      const { bytes, from } = this.#queue[this.#taken++]
      this.#queuedBytes -= bytes.length
      if (bytes.length > SLOT_BYTES || !parseIp(from.address, batch.words, 4 * batch.count)) continue
      batch.bytes.set(bytes, batch.start[batch.count])
      batch.length[batch.count] = bytes.length
      batch.port[batch.count] = from.port
      batch.count++
    }
    if (this.#taken === this.#queue.length) {
      this.#queue.length = 0
      this.#taken = 0
    } else if (this.#taken > 1024) {
      this.#queue.splice(0, this.#taken)
      this.#taken = 0
    }
    return batch.count > 0 ? batch : null
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.#queue.length > 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, maxWaitMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = null
  }

  dropped(): Readonly<Record<string, number>> {
    return this.#dropped > 0 ? { "receive-queue-full": this.#dropped } : {}
  }

  async close(): Promise<void> {
    this.#wake?.()
    await Promise.all(this.#sockets.splice(0).map((socket) => new Promise<void>((resolve) => {
      try {
        socket.close(() => resolve())
      } catch {
        resolve() // it never opened
      }
    })))
  }
}

function growReceiveBuffer(socket: Socket): number {
  for (const bytes of SMALLER_RECEIVE_BYTES) {
    try {
      socket.setRecvBufferSize(bytes)
      break
    } catch {
      continue // the system refuses so much: ask for less
    }
  }
  const granted = socket.getRecvBufferSize()
  return process.platform === "linux" ? granted / 2 : granted // Linux answers the double of what is usable
}
