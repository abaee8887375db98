// A Linux AF_PACKET socket with a TPACKET_V3 ring (linux/if_packet.h; Documentation/networking/packet_mmap.rst).
// The kernel writes blocks of packets into memory that we have mapped; nothing is copied.
import { encodeProgram, type BpfProgram } from "../filter/bpf-program.ts"
import type { Address, Libc } from "../native/foreign.ts"

const AF_PACKET = 17
const SOCK_RAW = 3
const SOCK_CLOEXEC = 0o2000000
const SOL_SOCKET = 1
const SO_ERROR = 4
const SO_ATTACH_FILTER = 26
const SOL_PACKET = 263
const PACKET_ADD_MEMBERSHIP = 1
const PACKET_RX_RING = 5
const PACKET_STATISTICS = 6
const PACKET_VERSION = 10
const PACKET_FANOUT = 18
const PACKET_IGNORE_OUTGOING = 23
const TPACKET_V3 = 2
const PACKET_MR_PROMISC = 1
const PACKET_FANOUT_HASH = 0
const ETH_P_ALL = 3
const PROT_READ_WRITE = 3
const PROT_READ = 1
const MAP_SHARED = 1
const MAP_PRIVATE_FIXED_ANONYMOUS_NORESERVE = 0x02 | 0x10 | 0x20 | 0x4000
const MAP_FAILED = 0xffff_ffff_ffff_ffffn
const POLLIN = 1
const POLLERR = 8
const ENOMEM = 12

/** A block holds thousands of small packets and any reassembled 64 kB giant (GRO); it is handed over when full ... */
export const RING_BLOCK_BYTES = 1 << 20
/** ... or after this long: the latency of a quiet link. */
const RETIRE_BLOCK_MS = 50
const FRAME_BYTES = 2048 // only a divisor of the block size for the kernel's sanity check; V3 packs packets tightly
const MIN_RING_BYTES = 4 << 20

export interface RingRequest {
  /** 0 = every interface of this network namespace. */
  readonly interfaceIndex: number
  readonly ringBytes: number
  readonly program: BpfProgram | null
  readonly promiscuous: boolean
  readonly ignoreOutgoing: boolean
  readonly fanoutGroup: number | null
}

/** A system call that the kernel refused. */
export class SystemCallError extends Error {
  readonly call: string
  readonly errno: number
  constructor(call: string, errno: number, text: string) {
    super(`${call}: ${text} (errno ${errno})`)
    this.call = call
    this.errno = errno
  }
}

export class PacketRing {
  /** The mapped ring. Valid for ever (see `close`), but rewritten by the kernel once a block is released. */
  readonly bytes: Uint8Array
  readonly words: Uint32Array
  readonly halfWords: Uint16Array
  readonly blockCount: number
  kernelDrops = 0
  #libc: Libc
  #fd: number
  #address: Address
  #pollFd = new Uint8Array(8)
  #pending: Promise<number> | null = null
  #statistics = new Uint8Array(12)
  #statisticsBytes = new Uint8Array(4)

  private constructor(libc: Libc, fd: number, address: Address, ringBytes: number) {
    this.#libc = libc
    this.#fd = fd
    this.#address = address
    const memory = libc.view(address, ringBytes)
    this.bytes = new Uint8Array(memory)
    this.words = new Uint32Array(memory)
    this.halfWords = new Uint16Array(memory)
    this.blockCount = ringBytes / RING_BLOCK_BYTES
    new DataView(this.#pollFd.buffer).setInt32(0, fd, true)
    this.#pollFd[4] = POLLIN
  }

  /** Throws SystemCallError. */
  static open(libc: Libc, request: RingRequest): PacketRing {
    // Protocol 0 until everything is set up: no packet gets in past the filter.
    const fd = libc.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)
    if (fd < 0) throw failure(libc, "socket(AF_PACKET)")
    try {
      setOption(libc, fd, SOL_PACKET, PACKET_VERSION, u32(TPACKET_V3), "PACKET_VERSION")
      if (request.program !== null) attachFilter(libc, fd, request.program)
      if (request.ignoreOutgoing) setOption(libc, fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, u32(1), "PACKET_IGNORE_OUTGOING")
      const ringBytes = requestRing(libc, fd, request.ringBytes)
      const address = libc.mmap(0n, ringBytes, PROT_READ_WRITE, MAP_SHARED, fd, 0)
      if (address === MAP_FAILED || address === 0n) throw failure(libc, "mmap")
      bindTo(libc, fd, request.interfaceIndex)
      if (request.promiscuous && request.interfaceIndex !== 0) joinPromiscuous(libc, fd, request.interfaceIndex)
      if (request.fanoutGroup !== null) setOption(libc, fd, SOL_PACKET, PACKET_FANOUT, u32((request.fanoutGroup & 0xffff) | (PACKET_FANOUT_HASH << 16)), "PACKET_FANOUT")
      return new PacketRing(libc, fd, address, ringBytes)
    } catch (error) {
      libc.close(fd)
      throw error
    }
  }

  /** The interface came back under another number: the same socket goes on, without needing any right again. */
  rebind(interfaceIndex: number, promiscuous: boolean): void {
    bindTo(this.#libc, this.#fd, interfaceIndex)
    if (promiscuous) joinPromiscuous(this.#libc, this.#fd, interfaceIndex)
  }

  /** Resolves when a block is ready or the interface has something to report, at the latest after `maxWaitMs`. */
  async wait(maxWaitMs: number): Promise<"error" | "ready" | "nothing"> {
    if (this.#fd < 0) return "nothing"
    this.#pollFd[6] = 0
    this.#pollFd[7] = 0
    this.#pending ??= this.#libc.poll(this.#pollFd, Math.max(0, Math.floor(maxWaitMs)))
    const answered = await this.#pending
    this.#pending = null
    if (answered <= 0) return "nothing"
    return (this.#pollFd[6] & POLLERR) !== 0 ? "error" : "ready"
  }

  /** The error that the socket reports (ENETDOWN and the like), and forgets by that. */
  takeError(): number {
    const value = new Uint8Array(4)
    this.#libc.getsockopt(this.#fd, SOL_SOCKET, SO_ERROR, value, u32(4))
    return new DataView(value.buffer).getInt32(0, true)
  }

  /** Adds what the kernel has dropped since the last time: reading resets its counters. */
  readStatistics(): void {
    if (this.#fd < 0) return
    this.#statisticsBytes[0] = 12
    if (this.#libc.getsockopt(this.#fd, SOL_PACKET, PACKET_STATISTICS, this.#statistics, this.#statisticsBytes) !== 0) return
    this.kernelDrops += new DataView(this.#statistics.buffer).getUint32(4, true)
  }

  /**
   * The ring becomes private zeros at the same address: whoever still holds a view of it (a packet under inspection) reads zeros
   * instead of killing the process. Costs address space, no memory.
   */
  async close(): Promise<void> {
    if (this.#fd < 0) return
    await this.#pending
    this.readStatistics()
    this.#libc.mmap(this.#address, this.bytes.length, PROT_READ, MAP_PRIVATE_FIXED_ANONYMOUS_NORESERVE, -1, 0)
    this.#libc.close(this.#fd)
    this.#fd = -1
  }
}

/** A machine short of contiguous memory gets a smaller ring rather than none. */
function requestRing(libc: Libc, fd: number, wantedBytes: number): number {
  for (let bytes = Math.max(MIN_RING_BYTES, wantedBytes); ; bytes = Math.floor(bytes / 2)) {
    const blocks = Math.floor(bytes / RING_BLOCK_BYTES)
    const request = new Uint8Array(28) // struct tpacket_req3
    const view = new DataView(request.buffer)
    const fields = [RING_BLOCK_BYTES, blocks, FRAME_BYTES, (RING_BLOCK_BYTES / FRAME_BYTES) * blocks, RETIRE_BLOCK_MS, 0, 0]
    for (const [index, value] of fields.entries()) view.setUint32(index * 4, value, true)
    if (libc.setsockopt(fd, SOL_PACKET, PACKET_RX_RING, request, request.length) === 0) return blocks * RING_BLOCK_BYTES
    const error = failure(libc, "PACKET_RX_RING")
    if (error.errno !== ENOMEM || bytes <= MIN_RING_BYTES) throw error
  }
}

function attachFilter(libc: Libc, fd: number, program: BpfProgram): void {
  const instructions = encodeProgram(program)
  const header = new Uint8Array(16) // struct sock_fprog { u16 length; struct sock_filter *filter }
  const view = new DataView(header.buffer)
  view.setUint16(0, program.length, true)
  view.setBigUint64(8, libc.addressOf(instructions), true)
  setOption(libc, fd, SOL_SOCKET, SO_ATTACH_FILTER, header, "SO_ATTACH_FILTER")
  instructions.fill(0) // used after the call, so that it is alive during it
}

/** struct sockaddr_ll; index 0 binds to every interface, so callers check names first. */
function bindTo(libc: Libc, fd: number, interfaceIndex: number): void {
  const address = new Uint8Array(20)
  const view = new DataView(address.buffer)
  view.setUint16(0, AF_PACKET, true)
  view.setUint16(2, ETH_P_ALL, false)
  view.setInt32(4, interfaceIndex, true)
  if (libc.bind(fd, address, address.length) !== 0) throw failure(libc, "bind")
}

function joinPromiscuous(libc: Libc, fd: number, interfaceIndex: number): void {
  const membership = new Uint8Array(16) // struct packet_mreq
  const view = new DataView(membership.buffer)
  view.setInt32(0, interfaceIndex, true)
  view.setUint16(4, PACKET_MR_PROMISC, true)
  setOption(libc, fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership, "PACKET_ADD_MEMBERSHIP")
}

function setOption(libc: Libc, fd: number, level: number, name: number, value: Uint8Array, what: string): void {
  if (libc.setsockopt(fd, level, name, value, value.length) !== 0) throw failure(libc, what)
}

function failure(libc: Libc, call: string): SystemCallError {
  const errno = libc.errno()
  return new SystemCallError(call, errno, libc.errorText(errno))
}

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
