// Small captures made for the tests of monitor and API: UDP and TCP flows with known addresses and sizes.
import { writeFileSync } from "node:fs"
import { ethernet, ipv4, tcp, udp } from "@netweir/engine/decode/testing.ts"
import { pcapBytes } from "@netweir/ingest/testing/capture-builder.ts"

export interface MadeFlow {
  readonly src: string
  readonly dst: string
  readonly srcPort?: number
  readonly dstPort?: number
  readonly packets?: number
  /** UDP payload bytes. */
  readonly payload?: number
  readonly transport?: "udp" | "tcp"
}

export const START_MS = Date.UTC(2026, 0, 1, 12)

/** All packets of the first flow, then those of the next, 10 ms apart. */
export function writeCapture(file: string, flows: readonly MadeFlow[]): void {
  let at = 0
  const packets = flows.flatMap(({ src, dst, srcPort = 40_000, dstPort = 50_000, packets = 1, payload = 100, transport = "udp" }) =>
    Array.from({ length: packets }, () => {
      const data = new Array<number>(payload).fill(0x55)
      const segment = transport === "udp" ? udp(data, { srcPort, dstPort }) : tcp(data, { srcPort, dstPort })
      const bytes = Uint8Array.from(ethernet(ipv4({ protocol: transport === "udp" ? 17 : 6, src, dst }, segment)))
      return { bytes, timestampUs: (START_MS + 10 * at++) * 1000 }
    }))
  writeFileSync(file, pcapBytes({ little: true, magic: 0xa1b2c3d4 }, packets))
}

/** Ethernet, IPv4 and UDP headers of a made packet. */
export const UDP_HEADERS = 14 + 20 + 8
