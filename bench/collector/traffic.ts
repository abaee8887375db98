// The made-up flows that the sender exports. Numbered, so that a receiver's totals can be reckoned exactly.

export interface SentFlow {
  readonly src: number
  readonly dst: number
  readonly srcPort: number
  readonly dstPort: number
  readonly protocol: number
  readonly tcpFlags: number
  readonly bytes: number
  readonly packets: number
}

const services = [[6, 443], [6, 443], [6, 443], [6, 80], [17, 443], [17, 53], [6, 22], [6, 8443]] as const

/** Flow `n`: another 5-tuple for each n below 2^30. */
export function flowOf(n: number): SentFlow {
  const [protocol, dstPort] = services[n % services.length]
  const packets = 2 + (n % 29)
  return {
    src: newSource(n, ALL_NEW_SOURCES), srcPort: newPort(n, ALL_NEW_SOURCES), dst: (0xc633_0000 + ((Math.imul(n, 2654435761) >>> 16) & 0x0fff)) >>> 0, dstPort, protocol,
    tcpFlags: protocol === 6 ? 0x1b : 0, packets, bytes: packets * (60 + (n % 900)),
  }
}

/** Clients of new flows: a large network's; `ALL_NEW_SOURCES` makes each record's client new as well, as a flood with made-up addresses does. */
export const NEW_FLOW_SOURCES = 65_536
export const ALL_NEW_SOURCES = 1 << 24

/** 10.x.y.z and its port: what changes from flow to flow when every record is new. */
export const newSource = (n: number, sources: number): number => (0x0a00_0000 + (n % sources)) >>> 0
export const newPort = (n: number, sources: number): number => 1024 + (Math.floor(n / sources) * 509 + (n & 0x1ff)) % 64_000
