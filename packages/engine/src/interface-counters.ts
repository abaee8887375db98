// What the interface as a whole counts per frame. Plain numbers; names are put on when somebody asks.
import { oddityNames } from "./decode/oddities.ts"
import { DROPPED, dropReasons } from "./decode/outcome.ts"
import type { Packet } from "./decode/packet.ts"
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from "./decode/tcp.ts"
import { PACKET_SIZES, packetSizeClass, packetSizeNames } from "./groups/names.ts"
import { SecondRing } from "./series/second-ring.ts"

const UNUSUAL_FLAGS = TCP_SYN | TCP_FIN | TCP_RST

export class InterfaceCounters {
  received = 0
  stored = 0
  bytes = 0
  bytesIpv4 = 0
  bytesIpv6 = 0
  firstPacketUs = -1
  syn = 0
  synAck = 0
  fin = 0
  reset = 0
  private readonly dropped = new Float64Array(dropReasons.length)
  private readonly sizes = new Float64Array(PACKET_SIZES)
  private readonly odd = new Float64Array(oddityNames.length)
  private readonly seconds = new SecondRing()
  private readonly secondsOfPackets = new SecondRing()
  // The current second is summed here; the rings hear of it once it is over.
  private second = -1
  private secondStartUs = Infinity
  private secondEndUs = -Infinity
  private secondBytes = 0
  private secondPackets = 0

  /** Every frame that came, whatever becomes of it. */
  frame(wireBytes: number, timestampUs: number): void {
    this.received++
    this.bytes += wireBytes
    this.sizes[packetSizeClass(wireBytes)]++
    if (timestampUs >= this.secondEndUs || timestampUs < this.secondStartUs) this.nextSecond(timestampUs)
    this.secondBytes += wireBytes
    this.secondPackets++
  }

  /** A flow record: it stands for packets that somebody else saw. */
  record(bytes: number, packets: number, timestampUs: number): void {
    this.received++
    this.bytes += bytes
    if (timestampUs >= this.secondEndUs || timestampUs < this.secondStartUs) this.nextSecond(timestampUs)
    this.secondBytes += bytes
    this.secondPackets += packets
  }

  drop(outcome: number, frames: number): void {
    this.dropped[outcome - DROPPED] += frames
  }

  flags(tcpFlags: number): void {
    if ((tcpFlags & UNUSUAL_FLAGS) === 0) return
    if ((tcpFlags & TCP_SYN) !== 0) {
      if ((tcpFlags & TCP_ACK) !== 0) this.synAck++
      else this.syn++
    }
    if ((tcpFlags & TCP_FIN) !== 0) this.fin++
    if ((tcpFlags & TCP_RST) !== 0) this.reset++
  }

  oddities(packet: Packet): void {
    for (let bits = packet.oddities, bit = 0; bits !== 0; bits >>>= 1, bit++) if ((bits & 1) !== 0) this.odd[bit]++
  }

  private nextSecond(timestampUs: number): void {
    if (this.firstPacketUs < 0) this.firstPacketUs = timestampUs
    this.flushSecond()
    this.beginSecond(Math.floor(timestampUs / 1e6))
  }
  private beginSecond(second: number): void {
    this.second = second
    this.secondStartUs = second * 1e6
    this.secondEndUs = this.secondStartUs + 1e6
  }
  private flushSecond(): void {
    if (this.second < 0 || this.secondPackets === 0) return
    this.seconds.add(this.second * 1e6, this.secondBytes)
    this.secondsOfPackets.add(this.second * 1e6, this.secondPackets)
    this.secondBytes = 0
    this.secondPackets = 0
  }
  /** Seconds without packets count as seconds. */
  moveTo(nowUs: number): void {
    const second = Math.floor(nowUs / 1e6)
    if (second <= this.second) return
    this.flushSecond()
    this.beginSecond(second)
    this.seconds.moveTo(second)
    this.secondsOfPackets.moveTo(second)
  }

  droppedTotal(): number {
    return this.dropped.reduce((sum, count) => sum + count, 0)
  }
  droppedByReason(): Record<string, number> {
    return named(dropReasons, this.dropped)
  }
  packetSizes(): Record<string, number> {
    return Object.fromEntries(packetSizeNames.map((name, i) => [name, this.sizes[i]]))
  }
  oddityCounts(): Record<string, number> {
    return named(oddityNames, this.odd)
  }
  tcpFlagCounts(): Record<string, number> {
    return { syn: this.syn, synAck: this.synAck, fin: this.fin, reset: this.reset }
  }
  /** The rate of the newest whole second, and the history of bits/s. */
  throughput(): { bitsPerSecond: number; packetsPerSecond: number; history: number[] } {
    this.flushSecond()
    const history = this.seconds.bitsPerSecond()
    const packets = this.secondsOfPackets.bitsPerSecond()
    const whole = Math.max(0, history.length - 2)
    return { bitsPerSecond: history[whole] ?? 0, packetsPerSecond: (packets[whole] ?? 0) / 8, history }
  }
}

/** Only what occurred. */
function named(names: readonly string[], counts: Float64Array): Record<string, number> {
  return Object.fromEntries(names.map((name, i) => [name, counts[i]] as const).filter(([, count]) => count > 0))
}
