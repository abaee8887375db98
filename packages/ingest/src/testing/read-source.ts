// Reads a source to its end and keeps copies, as tests want them.
import { CaptureReader } from "../capture/capture-reader.ts"
import type { InputWindow } from "../capture/input-window.ts"
import { nextTurn, type ByteFeed } from "../feeds/byte-feed.ts"
import type { PacketBlock, PacketSource } from "../source.ts"
import { Tally } from "../tally.ts"

export interface ReadPacket {
  readonly timestampUs: number
  readonly wireBytes: number
  readonly linkType: number
  readonly vlanTci: number
  readonly hex: string
}

export function copyPackets(block: PacketBlock, into: ReadPacket[]): void {
  for (let row = 0; row < block.count; row++) {
    const start = block.offset[row]
    into.push({
      timestampUs: block.timestampUs[row], wireBytes: block.wireBytes[row], linkType: block.linkType[row], vlanTci: block.vlanTci[row],
      hex: Buffer.from(block.bytes.subarray(start, start + block.capturedBytes[row])).toString("hex"),
    })
  }
}

/** Opens nothing and closes nothing: reads until the source ends. */
export async function readToEnd(source: PacketSource): Promise<ReadPacket[]> {
  const packets: ReadPacket[] = []
  for (;;) {
    const block = source.poll()
    if (block !== null) copyPackets(block, packets)
    else if (source.ended) return packets
    else await source.wait(50)
  }
}

/** Bytes in memory, handed out in pieces of the given size. */
export class MemoryFeed implements ByteFeed {
  problem: string | null = null
  bytesRead = 0
  #bytes: Uint8Array
  #pieceBytes: number

  constructor(bytes: Uint8Array, pieceBytes = bytes.length) {
    this.#bytes = bytes
    this.#pieceBytes = Math.max(1, pieceBytes)
  }

  get ended(): boolean {
    return this.bytesRead === this.#bytes.length
  }

  get bytesTotal(): number {
    return this.#bytes.length
  }

  read(window: InputWindow): number {
    const room = window.bytes.length - window.end
    const piece = this.#bytes.subarray(this.bytesRead, this.bytesRead + Math.min(room, this.#pieceBytes))
    window.bytes.set(piece, window.end)
    window.end += piece.length
    this.bytesRead += piece.length
    return piece.length
  }

  wait(): Promise<void> {
    return nextTurn()
  }

  async close(): Promise<void> {}
}

export async function readBytes(bytes: Uint8Array, pieceBytes?: number): Promise<{ packets: ReadPacket[]; tally: Tally; problem: string | null }> {
  const tally = new Tally()
  const reader = new CaptureReader(new MemoryFeed(bytes, pieceBytes), tally, { windowBytes: 4096 })
  const packets: ReadPacket[] = []
  for (;;) {
    const block = reader.poll()
    if (block !== null) copyPackets(block, packets)
    else if (reader.ended) break
    else await reader.wait(50)
  }
  await reader.close()
  return { packets, tally, problem: reader.problem?.what ?? null }
}
