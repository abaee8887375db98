// Bytes and rates. Decimal prefixes, as links and disks are sold: 1536 bytes = 1.54 kB.
import { ABSENT, scaled } from "./number.ts"

export type ThroughputUnit = "bits" | "bytes"

export function formatBytes(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined || !Number.isFinite(bytes) ? ABSENT : scaled(bytes, ["B", "kB", "MB", "GB", "TB", "PB"])
}

export function formatBitRate(bitsPerSecond: number | null | undefined, unit: ThroughputUnit = "bits"): string {
  if (bitsPerSecond === null || bitsPerSecond === undefined || !Number.isFinite(bitsPerSecond)) return ABSENT
  if (unit === "bytes") return scaled(Math.round(bitsPerSecond / 8), ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"])
  return scaled(Math.round(bitsPerSecond), ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"])
}

export function formatPacketRate(packetsPerSecond: number | null | undefined): string {
  if (packetsPerSecond === null || packetsPerSecond === undefined || !Number.isFinite(packetsPerSecond)) return ABSENT
  return scaled(Math.round(packetsPerSecond), ["pkt/s", "k pkt/s", "M pkt/s"])
}
