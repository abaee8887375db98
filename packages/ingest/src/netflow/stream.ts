// IPFIX over a connection (RFC 7011 section 10.4): messages one behind the other, each with its length. What came is kept until a
// message is whole: at most one message and one read.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { NetflowStream } from "./contract.ts"
import { IPFIX } from "./header.ts"
import { MessageReader, type ReaderParts } from "./message-reader.ts"

const HEADER_BYTES = 16
const FIRST_BYTES = 64 << 10
/** More than that unread is a caller's mistake: it must decode between reads. */
const MAX_PENDING_BYTES = 16 << 20

export class IpfixStream implements NetflowStream {
  broken: string | null = null
  private readonly parts: ReaderParts
  private readonly reader: MessageReader
  private readonly words: Uint32Array
  private readonly port: number
  private readonly number: number
  private pending = new Uint8Array(FIRST_BYTES)
  private view = new DataView(this.pending.buffer)
  private from = 0
  private to = 0

  constructor(parts: ReaderParts, words: Uint32Array, port: number, number: number) {
    this.parts = parts
    this.reader = new MessageReader(parts)
    this.words = words
    this.port = port
    this.number = number
  }

  push(bytes: Uint8Array, start: number, length: number): void {
    if (this.broken !== null) return
    if (this.to + length > this.pending.length) this.makeRoom(length)
    if (this.broken !== null) return
    this.pending.set(bytes.subarray(start, start + length), this.to)
    this.to += length
  }

  decode(receivedUs: number, block: RecordBlock): boolean {
    if (!this.reader.read(block)) return false
    while (this.broken === null && this.to - this.from >= HEADER_BYTES) {
      const version = this.view.getUint16(this.from)
      const length = this.view.getUint16(this.from + 2)
      if (version !== IPFIX || length < HEADER_BYTES) {
        this.breakOff(version === IPFIX ? `an IPFIX message of ${length} bytes is shorter than its header` : `version ${version} where an IPFIX message (10) should begin`)
        return true
      }
      if (this.to - this.from < length) return true
      const at = this.from
      this.from += length
      this.reader.begin(this.pending, at, length, this.words, this.port, this.number, receivedUs)
      if (!this.reader.read(block)) return false
    }
    return true
  }

  /** Its templates end with it (RFC 7011 section 8). */
  close(): void {
    const { sessions } = this.parts
    for (const session of sessions.ofStream(this.number)) sessions.remove(session)
    this.broken ??= "closed"
  }

  private makeRoom(length: number): void {
    const unread = this.to - this.from
    if (unread + length > MAX_PENDING_BYTES) return this.breakOff("more was pushed than is decoded")
    // A message being read stays where it is: its memory is left to the reader, and a new one goes on.
    const larger = new Uint8Array(unread + length > this.pending.length / 2 ? Math.max(2 * this.pending.length, unread + length) : this.pending.length)
    larger.set(this.pending.subarray(this.from, this.to))
    this.pending = larger
    this.view = new DataView(larger.buffer)
    this.from = 0
    this.to = unread
  }

  private breakOff(why: string): void {
    this.broken = why
    this.parts.tally.datagrams++
    this.parts.tally.dropDatagram("stream-broken")
  }
}
