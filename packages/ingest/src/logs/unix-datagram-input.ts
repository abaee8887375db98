// Datagrams out of a Unix socket that we bind, each a line or several. Node has no such sockets: the system's own calls serve (recvmmsg).
import { MessageVector } from "../native/message-vector.ts"
import { loadUdpCalls, type UdpCalls } from "../native/udp-calls.ts"
import { SourceError, type SourceProgress } from "../source.ts"
import { removeStaleSocket } from "../sources/stale-socket.ts"
import { LineSplitter } from "./line-splitter.ts"
import { LOOPBACK, type LogInput } from "./log-source.ts"

const AF_UNIX = 1, SOCK_DGRAM = 2, SOCK_CLOEXEC = 0x8_0000
const MSG_DONTWAIT = 0x40
const POLLIN = 1
/** struct sockaddr_un: family u16 | path, with a 0 at its end. */
const ADDRESS_BYTES = 110
/** A sender's buffer (net.core.wmem_default, 208 kB) bounds what one datagram carries. */
const SLOT_BYTES = 256 << 10
const SLOTS = 16
/** poll(2) is told to come back after this long, so that a stop is seen. */
const MAX_KERNEL_WAIT_MS = 50

export class UnixDatagramInput implements LogInput {
  readonly ended = false
  private readonly path: string
  private calls: UdpCalls | null = null
  private fd = -1
  private readonly pollFd = new Uint8Array(new ArrayBuffer(8))
  private vector: MessageVector | null = null
  private readonly splitter = new LineSplitter((line) => this.push(line, LOOPBACK))
  private push: (line: string, from: string) => void = () => {}
  private lose: (reason: string) => void = () => {}
  private pending: Promise<number> | null = null
  private bytesRead = 0

  constructor(path: string) {
    this.path = path
  }

  async open(push: (line: string, from: string) => void, lose: (reason: string) => void): Promise<void> {
    const address = new Uint8Array(ADDRESS_BYTES)
    const name = Buffer.from(this.path)
    if (name.length > ADDRESS_BYTES - 3) throw new SourceError("interface-invalid", `The path of the socket ${this.path} is longer than ${ADDRESS_BYTES - 3} bytes`, "Sockets need a shorter one, for example /run/suricata/eve.sock")
    let calls: UdpCalls
    try {
      calls = await loadUdpCalls()
    } catch (cause) {
      throw new SourceError("not-supported", `${this.path}: datagram sockets of this family can't be received on this system: ${cause instanceof Error ? cause.message : String(cause)}`, "Set Suricata's eve-log to filetype: unix_stream, and drop ?dgram.", { cause })
    }
    new DataView(address.buffer).setUint16(0, AF_UNIX, true)
    address.set(name, 2)
    removeStaleSocket(this.path)
    const fd = calls.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)
    if (fd < 0 || calls.bind(fd, address, 2 + name.length + 1) < 0) {
      const why = calls.errorText(calls.errno())
      if (fd >= 0) calls.close(fd)
      throw new SourceError("endpoint-not-opened", `${this.path} can't be listened at: ${why}.`, "Check that its directory exists and may be written.")
    }
    this.push = push
    this.lose = lose
    this.calls = calls
    this.fd = fd
    this.vector = new MessageVector({ bytes: new Uint8Array(new ArrayBuffer(SLOTS * SLOT_BYTES)), slotBytes: SLOT_BYTES, slots: SLOTS }, calls.addressOf, false)
    const view = new DataView(this.pollFd.buffer)
    view.setInt32(0, fd, true)
    view.setInt16(4, POLLIN, true)
  }

  pull(): boolean {
    const { calls, vector } = this
    if (calls === null || vector === null) return false
    const count = calls.recvmmsg(this.fd, vector.headers, SLOTS, MSG_DONTWAIT)
    for (let i = 0; i < count; i++) {
      const bytes = vector.lengthAt(i)
      this.bytesRead += bytes
      if (vector.wasCut(i)) this.lose("line-too-long")
      else {
        this.splitter.push(Buffer.from(vector.memory.buffer, SLOT_BYTES * i, bytes))
        this.splitter.finish()
      }
    }
    return count > 0
  }

  async wait(maxWaitMs: number): Promise<void> {
    if (this.calls === null) return
    this.pending ??= this.calls.poll(this.pollFd, 1, Math.max(0, Math.min(MAX_KERNEL_WAIT_MS, Math.floor(maxWaitMs))))
    await this.pending
    this.pending = null
  }

  progress(): SourceProgress {
    return { bytesRead: this.bytesRead, bytesTotal: null }
  }

  async close(): Promise<void> {
    const { calls, fd } = this
    if (calls === null) return
    this.calls = null
    await this.pending
    calls.close(fd)
    removeStaleSocket(this.path)
  }
}
