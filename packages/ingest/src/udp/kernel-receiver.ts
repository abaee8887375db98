// Datagrams of several sockets, up to 128 per system call, without a copy or an allocation each (recvmmsg).
import { MessageVector, NAME_BYTES } from "../native/message-vector.ts"
import { readSocketAddress } from "../native/socket-address.ts"
import type { UdpCalls } from "../native/udp-calls.ts"
import { DatagramBatch, SLOT_BYTES, type DatagramReceiver, type ListenAddress } from "./datagram-batch.ts"
import { receiveBufferNote } from "./receive-buffer-note.ts"
import { UdpSocket } from "./udp-socket.ts"

const MSG_DONTWAIT = 0x40
const POLLIN = 1
const POLLFD_BYTES = 8
/** poll(2) is told to come back after this long, so that a stop is seen. */
const MAX_KERNEL_WAIT_MS = 50

export class KernelReceiver implements DatagramReceiver {
  readonly notes: string[] = []
  #calls: UdpCalls
  #sockets: readonly UdpSocket[]
  #batch = new DatagramBatch()
  #vector: MessageVector
  #pollFds: Uint8Array
  #pending: Promise<number> | null = null
  #next = 0
  #closed = false

  private constructor(calls: UdpCalls, sockets: readonly UdpSocket[]) {
    this.#calls = calls
    this.#sockets = sockets
    const { bytes, slots } = this.#batch
    this.#vector = new MessageVector({ bytes, slotBytes: SLOT_BYTES, slots }, calls.addressOf, true)
    this.#pollFds = new Uint8Array(new ArrayBuffer(POLLFD_BYTES * Math.max(8, sockets.length)))
    const view = new DataView(this.#pollFds.buffer)
    for (const [i, { fd }] of sockets.entries()) {
      view.setInt32(POLLFD_BYTES * i, fd, true)
      view.setInt16(POLLFD_BYTES * i + 4, POLLIN, true)
    }
    const note = receiveBufferNote(Math.min(...sockets.map(({ receiveBytes }) => receiveBytes)))
    if (note !== null) this.notes.push(note)
  }

  /** Throws SourceError; then no socket stays open. */
  static async open(calls: UdpCalls, addresses: readonly ListenAddress[], isShared: boolean): Promise<KernelReceiver> {
    const sockets: UdpSocket[] = []
    try {
      for (const address of addresses) sockets.push(await UdpSocket.open(calls, address, isShared))
      return new KernelReceiver(calls, sockets)
    } catch (error) {
      for (const socket of sockets) socket.close()
      throw error
    }
  }

  get addresses(): readonly { readonly host: string; readonly port: number }[] {
    return this.#sockets
  }

  /** The sockets take turns, so that a busy one can't starve the others. */
  receive(): DatagramBatch | null {
    if (this.#closed) return null
    for (let tries = this.#sockets.length; tries > 0; tries--) {
      const socket = this.#sockets[this.#next]
      this.#next = (this.#next + 1) % this.#sockets.length
      this.#vector.resetNames()
      const count = this.#calls.recvmmsg(socket.fd, this.#vector.headers, this.#vector.slots, MSG_DONTWAIT)
      if (count > 0) return this.#fill(count) // -1: nothing there, or an error of the network that datagrams to come are not touched by
    }
    return null
  }

  #fill(count: number): DatagramBatch {
    const batch = this.#batch
    const { names } = this.#vector
    for (let i = 0; i < count; i++) {
      batch.length[i] = this.#vector.lengthAt(i)
      batch.port[i] = readSocketAddress(names, NAME_BYTES * i, batch.words, 4 * i)
    }
    batch.count = count
    return batch
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.#closed) return
    this.#pending ??= this.#calls.poll(this.#pollFds, this.#sockets.length, Math.max(0, Math.min(MAX_KERNEL_WAIT_MS, Math.floor(maxWaitMs))))
    await this.#pending
    this.#pending = null
  }

  dropped(): Readonly<Record<string, number>> {
    const lost = this.#sockets.reduce((sum, socket) => sum + socket.drops(), 0)
    return lost > 0 ? { "kernel-buffer-full": lost } : {}
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#pending
    for (const socket of this.#sockets) socket.close()
  }
}
