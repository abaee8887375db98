// Decodes datagrams in order and shows what came of them; for tests.
import { formatIp } from "@netweir/engine/addresses/ip-text.ts"
import { ObservationPoints } from "@netweir/engine/records/observation-points.ts"
import { RecordBlock } from "@netweir/engine/records/record-block.ts"
import type { NetflowDecoder, NetflowOptions } from "./contract.ts"
import { createNetflowDecoder } from "./netflow-decoder.ts"
import { TEST_SECONDS } from "./testing-datagrams.ts"

export const TEST_EXPORTER = Uint32Array.of(0, 0, 0xffff, 0xc0000201)
export const TEST_NOW_US = TEST_SECONDS * 1_000_000
export const TEST_PORT = 50_000

export interface Collected {
  readonly points: ObservationPoints
  readonly decoder: NetflowDecoder
  readonly block: RecordBlock
  /** One more datagram. */
  give(datagram: Uint8Array, options?: { words?: Uint32Array; port?: number; atUs?: number }): void
}

export function collector(options?: NetflowOptions, points = new ObservationPoints(), capacity = 64): Collected {
  const decoder = createNetflowDecoder(points, options)
  const block = new RecordBlock(points, capacity)
  return {
    points, decoder, block,
    give(datagram, { words = TEST_EXPORTER, port = TEST_PORT, atUs = TEST_NOW_US } = {}) {
      if (!decoder.decode(datagram, 0, datagram.length, words, port, atUs, block)) throw new Error("the block is full")
    },
  }
}

export function collect(datagrams: readonly Uint8Array[], options?: NetflowOptions): Collected {
  const collected = collector(options)
  for (const datagram of datagrams) collected.give(datagram)
  return collected
}

/** A slot as text: for tests that are about the ends and counts of a flow. */
export function flowText(block: RecordBlock, i: number): string {
  return `${block.ipProtocol[i]} ${formatIp(block.src, 4 * i)}:${block.srcPort[i]} > ${formatIp(block.dst, 4 * i)}:${block.dstPort[i]} ${block.packets[i]}/${block.bytes[i]}`
}

/** The promise of every decoder: what was received was handed over or dropped for a reason. */
export function addsUp(decoder: NetflowDecoder): boolean {
  const { received, handedOver, dropped } = decoder.counters().records
  return received === handedOver + Object.values(dropped).reduce((sum, count) => sum + count, 0)
}
