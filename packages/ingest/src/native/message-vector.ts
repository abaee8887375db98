// An array of struct mmsghdr over one piece of memory: what recvmmsg fills and sendmmsg sends. 64-bit little-endian layout:
//   struct msghdr   0 name* | 8 name bytes (4) | 16 iovec* | 24 iovecs | 32 control* | 40 control bytes | 48 flags (4)   then 56 message bytes (4)
//   struct iovec    0 base* | 8 bytes
import type { Address } from "./foreign.ts"

const HEADER_BYTES = 64
const IOVEC_BYTES = 16
/** struct sockaddr_in6: 0 family | 2 port | 4 flow | 8 address (16) | 24 scope; sockaddr_in is shorter. */
export const NAME_BYTES = 28
const MESSAGE_BYTES_WORD = 14
const NAME_BYTES_WORD = 2
const FLAGS_WORD = 12
const MSG_TRUNC = 0x20

export interface MessageVectorMemory {
  /** Slot i is [i * slotBytes, (i + 1) * slotBytes). */
  readonly bytes: Uint8Array
  readonly slotBytes: number
  readonly slots: number
}

export class MessageVector {
  readonly slots: number
  /** Hand this to the call. */
  readonly headers: Uint8Array
  readonly names: Uint8Array
  private readonly headerWords: Uint32Array
  /** Its address is in the headers and those of the memory in it: they live as long as this object. */
  private readonly iovecs: Uint8Array
  readonly memory: Uint8Array

  constructor(memory: MessageVectorMemory, addressOf: (memory: Uint8Array) => Address, withNames: boolean) {
    const { bytes, slotBytes, slots } = memory
    this.slots = slots
    this.memory = bytes
    this.headers = new Uint8Array(new ArrayBuffer(HEADER_BYTES * slots))
    this.headerWords = new Uint32Array(this.headers.buffer)
    this.iovecs = new Uint8Array(new ArrayBuffer(IOVEC_BYTES * slots))
    this.names = new Uint8Array(new ArrayBuffer(NAME_BYTES * slots + 36))
    const headers = new DataView(this.headers.buffer)
    const iovecs = new DataView(this.iovecs.buffer)
    const [base, iovecBase, nameBase] = [addressOf(bytes), addressOf(this.iovecs), addressOf(this.names)]
    for (let i = 0; i < slots; i++) {
      iovecs.setBigUint64(IOVEC_BYTES * i, base + BigInt(slotBytes * i), true)
      iovecs.setBigUint64(IOVEC_BYTES * i + 8, BigInt(slotBytes), true)
      if (withNames) headers.setBigUint64(HEADER_BYTES * i, nameBase + BigInt(NAME_BYTES * i), true)
      headers.setBigUint64(HEADER_BYTES * i + 16, iovecBase + BigInt(IOVEC_BYTES * i), true)
      headers.setBigUint64(HEADER_BYTES * i + 24, 1n, true)
    }
  }

  /** The kernel overwrites the room for names with their lengths. */
  resetNames(count = this.slots): void {
    for (let i = 0; i < count; i++) this.headerWords[16 * i + NAME_BYTES_WORD] = NAME_BYTES
  }

  /** Bytes that slot i received. */
  lengthAt(i: number): number {
    return this.headerWords[16 * i + MESSAGE_BYTES_WORD]
  }

  /** What came for slot i was longer than it. */
  wasCut(i: number): boolean {
    return (this.headerWords[16 * i + FLAGS_WORD] & MSG_TRUNC) !== 0
  }

  /** For sending: slot i holds so many bytes. */
  setLength(i: number, bytes: number): void {
    new DataView(this.iovecs.buffer).setUint32(IOVEC_BYTES * i + 8, bytes, true)
  }
}
