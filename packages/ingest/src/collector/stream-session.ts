// One exporter's connection: what was read waits here, bounded, until the decoder takes it; meanwhile the exporter has to wait too.
import type { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { Socket } from "node:net"
import type { NetflowStream } from "../netflow/index.ts"

/** Reading stops beyond this; the kernel's window then slows the exporter down. */
const MAX_WAITING_BYTES = 1 << 20

export class StreamSession {
  readonly socket: Socket
  readonly address: string
  readonly #stream: NetflowStream
  readonly #waiting: Buffer[] = []
  #waitingBytes = 0
  /** Pushed, but not yet decoded to the end. */
  #isDecoding = false
  #isOver = false

  constructor(socket: Socket, address: string, stream: NetflowStream, wake: () => void) {
    this.socket = socket
    this.address = address
    this.#stream = stream
    socket.on("data", (bytes: Buffer) => {
      this.#waiting.push(bytes)
      this.#waitingBytes += bytes.length
      if (this.#waitingBytes >= MAX_WAITING_BYTES) socket.pause()
      wake()
    })
    socket.once("close", () => {
      this.#isOver = true
      wake()
    })
  }

  get hasWork(): boolean {
    return this.#isDecoding || this.#waiting.length > 0 || this.#isOver
  }

  /** The other side has gone and everything that it sent is decoded. */
  get isDone(): boolean {
    return this.#isOver && !this.#isDecoding && this.#waiting.length === 0
  }

  /** Why nothing more can come of it, null while all is well. */
  get broken(): string | null {
    return this.#stream.broken
  }

  /** False: the block is full. Answers the bytes taken by `taken`. */
  decode(receivedUs: number, block: RecordBlock, taken: (bytes: number) => void): boolean {
    for (;;) {
      if (!this.#isDecoding) {
        const bytes = this.#waiting.shift()
        if (bytes === undefined) return true
        this.#waitingBytes -= bytes.length
        if (this.#waitingBytes < MAX_WAITING_BYTES / 2 && this.socket.isPaused()) this.socket.resume()
        this.#stream.push(bytes, 0, bytes.length)
        taken(bytes.length)
        this.#isDecoding = true
      }
      if (!this.#stream.decode(receivedUs, block)) return false
      this.#isDecoding = false
      if (this.#stream.broken !== null) return this.#giveUp()
    }
  }

  /** The framing is lost: close (RFC 7011 section 10.4.2). */
  #giveUp(): true {
    this.#waiting.length = 0
    this.#waitingBytes = 0
    this.socket.destroy()
    return true
  }

  close(): void {
    this.#stream.close()
    this.socket.destroy()
  }
}
