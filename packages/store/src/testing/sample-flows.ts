// Flows that look like a busy link's, made up but always the same for a seed: for tests and benchmarks.
import { flowColumns, formatIp, type BatchColumn, type Column, type FlowBatch } from "@netweir/model"

export interface SampleOptions {
  readonly seed?: number
  readonly fromMs: number
  readonly toMs: number
  readonly interface?: string
}

/** mulberry32: small, fast, good enough for samples. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const services = [
  { app: "TLS.Netflix", master: 91, appId: 133, category: "Streaming", port: 443, protocol: 6, names: 60, domain: "nflxvideo.net", country: "US", asn: 2906 },
  { app: "TLS.Google", master: 91, appId: 126, category: "Web", port: 443, protocol: 6, names: 120, domain: "google.com", country: "US", asn: 15169 },
  { app: "QUIC.YouTube", master: 188, appId: 124, category: "Media", port: 443, protocol: 17, names: 80, domain: "googlevideo.com", country: "DE", asn: 15169 },
  { app: "DNS", master: 5, appId: 5, category: "Network", port: 53, protocol: 17, names: 2000, domain: "example.org", country: "", asn: 0 },
  { app: "HTTP", master: 7, appId: 7, category: "Web", port: 80, protocol: 6, names: 300, domain: "example.com", country: "NL", asn: 64500 },
  { app: "TLS", master: 91, appId: 91, category: "Web", port: 443, protocol: 6, names: 1500, domain: "shop.example", country: "FR", asn: 64501 },
  { app: "NTP", master: 9, appId: 9, category: "System", port: 123, protocol: 17, names: 0, domain: "", country: "DE", asn: 64502 },
  { app: "SSH", master: 92, appId: 92, category: "RemoteAccess", port: 22, protocol: 6, names: 0, domain: "", country: "", asn: 0 },
  { app: "Unknown", master: 0, appId: 0, category: "Unspecified", port: 0, protocol: 6, names: 0, domain: "", country: "CN", asn: 4134 },
] as const

/** A column of every stored kind, filled. */
export function sampleFlows(count: number, { seed = 1, fromMs, toMs, interface: interfaceName = "eth0" }: SampleOptions): FlowBatch {
  const next = random(seed)
  const pick = (below: number) => Math.floor(next() * below)
  /** Few large, many small. */
  const skewed = (below: number) => Math.floor(below * next() ** 4)
  const columns = emptyColumns(count)
  const number = (id: string, at: number, value: number) => { (columns[id] as Float64Array)[at] = value }
  const text = (id: string, at: number, value: string) => { (columns[id] as string[])[at] = value }
  for (let i = 0; i < count; i++) {
    const service = services[Math.min(services.length - 1, skewed(services.length * 1.6))]
    const durationMs = Math.floor(60_000 * next() ** 5)
    const lastSeenMs = Math.floor(fromMs + ((toMs - fromMs) * (i + next())) / count)
    const isV6 = next() < 0.1
    const client = 1 + skewed(800)
    const serverNumber = pick(service.names === 0 ? 40 : Math.max(3, Math.floor(service.names / 4)))
    const name = service.names ? `h${skewed(service.names)}.${service.domain}` : ""
    const hasRtt = service.protocol === 6
    const packets = 2 + skewed(4000)
    ;(columns.flowId as BigUint64Array)[i] = (BigInt(Math.floor((lastSeenMs - durationMs) / 1000)) << 32n) | BigInt(pick(2 ** 24))
    number("firstSeenMs", i, lastSeenMs - durationMs)
    number("lastSeenMs", i, lastSeenMs)
    text("interface", i, interfaceName)
    number("samplingRate", i, 1)
    number("ipVersion", i, isV6 ? 6 : 4)
    number("ipProtocol", i, service.protocol)
    putIp(columns.client as Uint8Array, i, isV6 ? [0x20010db8, 0, 0, client] : [0, 0, 0xffff, 0x0a000000 + client])
    putIp(columns.server as Uint8Array, i, isV6 ? [0x2a001450, service.port, 0, serverNumber] : [0, 0, 0xffff, (0xc0000200 + service.asn * 256 + serverNumber) >>> 0])
    number("clientPort", i, 32_768 + pick(28_000))
    number("serverPort", i, service.port || pick(65_535))
    ;(columns.clientMac as Float64Array)[i] = 0x020000000000 + client
    ;(columns.serverMac as Float64Array)[i] = 0x020000ffff01
    number("packetsToServer", i, Math.ceil(packets / 3))
    number("packetsToClient", i, packets - Math.ceil(packets / 3))
    number("bytesToServer", i, Math.ceil(packets / 3) * (60 + pick(80)))
    number("bytesToClient", i, (packets - Math.ceil(packets / 3)) * (60 + pick(1400)))
    number("payloadToServer", i, pick(2000))
    number("payloadToClient", i, (packets - Math.ceil(packets / 3)) * pick(1300))
    text("app", i, service.app)
    number("masterProtocolId", i, service.master)
    number("appProtocolId", i, service.appId)
    text("category", i, service.category)
    number("breed", i, 2)
    number("confidence", i, service.master === 0 ? 0 : 5)
    number("encrypted", i, service.port === 443 || service.port === 22 ? 1 : 0)
    text("hostname", i, name)
    text("info", i, name)
    if (service.master === 91 || service.master === 188) {
      const ja4 = `t13d${1500 + skewed(20)}h2_8daaf6152771_${(0xb0da82dd1658 + skewed(40)).toString(16)}`
      text("ja4", i, ja4)
      text("metadata", i, JSON.stringify({ tls: { version: "TLSv1.3", cipher: "TLS_AES_128_GCM_SHA256", alpn: "h2,http/1.1", ja4, ja3: `cd08e31494f9${(0x531f5960538d + skewed(40) * 7919).toString(16)}`, serverNames: name } }))
    } else if (service.app === "DNS") text("metadata", i, JSON.stringify({ dns: { query: name, queryType: 1, replyCode: 0, answers: [formatIp([0, 0, 0xffff, 0xc0000200 + pick(200)])] } }))
    number("tcpState", i, hasRtt ? 5 : 0)
    number("tcpFlagsToServer", i, hasRtt ? 0x1b : 0)
    number("tcpFlagsToClient", i, hasRtt ? 0x1b : 0)
    number("clientRttUs", i, hasRtt ? 100 + skewed(3000) : 0)
    number("serverRttUs", i, hasRtt ? 5000 + skewed(100_000) : 0)
    number("appLatencyUs", i, next() < 0.7 ? 300 + skewed(200_000) : 0)
    number("retransmissionsToServer", i, next() < 0.05 ? pick(5) : 0)
    number("ttlToServer", i, 64)
    number("ttlToClient", i, 50 + pick(6))
    number("interArrivalAvgUs", i, Math.floor((durationMs * 1000) / packets))
    number("clientLocation", i, 1)
    text("serverCountry", i, service.country)
    number("serverAsn", i, service.asn)
    text("clientName", i, `pc-${client}.office`)
    text("serverName", i, name)
    text("clientNetwork", i, "10.0.0.0/8")
    if (next() < 0.03) {
      ;(columns.risks as BigUint64Array)[i] = 1n << BigInt(pick(40))
      number("score", i, 10 + pick(150))
    }
    number("endReason", i, hasRtt ? 2 : 1)
  }
  return { count, columns }
}

function emptyColumns(count: number): Record<string, BatchColumn> {
  const columns: Record<string, BatchColumn> = {}
  for (const { id, sql, type } of flowColumns as readonly Column[]) {
    if (sql === undefined) continue
    if (type === "ip") columns[id] = new Uint8Array(16 * count)
    else if (id === "flowId" || type === "list") columns[id] = new BigUint64Array(count)
    else if (type === "text" || type === "json") columns[id] = new Array<string>(count).fill("")
    else columns[id] = sql.startsWith("UInt8") ? new Uint8Array(count) : sql.startsWith("UInt16") ? new Uint16Array(count) : sql.startsWith("UInt32") ? new Uint32Array(count) : new Float64Array(count)
  }
  return columns
}

export function putIp(bytes: Uint8Array, row: number, words: readonly number[]): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(row * 16, words[0])
  for (let i = 1; i < 4; i++) new DataView(bytes.buffer, bytes.byteOffset).setUint32(row * 16 + 4 * i, words[i])
}
