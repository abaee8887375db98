// What one look at the sockets brought: datagrams as columns over one memory. Owned by the receiver, valid until its next `receive()`.

/** The largest that IPv4 or IPv6 without jumbograms can carry. */
export const MAX_DATAGRAM_BYTES = 65_536
export const DATAGRAMS_PER_BATCH = 128
/**
 * Slots lie a little further apart than they are long: at a distance of a power of two all would compete for the same few lines of
 * the processor's caches.
 */
export const SLOT_BYTES = MAX_DATAGRAM_BYTES + 33 * 64

export class DatagramBatch {
  readonly bytes: Uint8Array
  count = 0
  readonly start: Uint32Array
  readonly length: Uint32Array
  /** Sender's address, four words each, IPv4 mapped. */
  readonly words: Uint32Array
  readonly port: Uint16Array

  constructor(slots = DATAGRAMS_PER_BATCH) {
    this.bytes = new Uint8Array(new ArrayBuffer(slots * SLOT_BYTES)) // untouched pages cost nothing
    this.start = Uint32Array.from({ length: slots }, (_, i) => i * SLOT_BYTES)
    this.length = new Uint32Array(slots)
    this.words = new Uint32Array(4 * slots)
    this.port = new Uint16Array(slots)
  }

  get slots(): number {
    return this.length.length
  }
}

export interface DatagramReceiver {
  /** Never blocks. Null when nothing is there. */
  receive(): DatagramBatch | null
  /** Resolves when there may be something, or after `maxWaitMs` (at most 50 ms). */
  wait(maxWaitMs: number): Promise<void>
  /** Datagrams that were lost before we could take them, by reason, since open. */
  dropped(): Readonly<Record<string, number>>
  /** What people should know of the sockets: small buffers and what to do about it. */
  readonly notes: readonly string[]
  /** Where it listens, with the ports that were given in place of 0. */
  readonly addresses: readonly { readonly host: string; readonly port: number }[]
  close(): Promise<void>
}

/** One address and port to listen on. */
export interface ListenAddress {
  /** "" = every address of this machine, IPv4 and IPv6. */
  readonly host: string
  /** 0 = any that is free. */
  readonly port: number
}
