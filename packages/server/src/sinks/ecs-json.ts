// A flow in the Elastic Common Schema 8 (elastic.co/guide/en/ecs): what its dashboards and detection rules read.
import type { FlowRow } from "@netweir/model"
import type { DumpContext } from "./dump-json.ts"

const transports: Readonly<Record<number, string>> = { 1: "icmp", 6: "tcp", 17: "udp", 58: "ipv6-icmp", 132: "sctp" }

export function ecsFlow(flow: FlowRow, { instanceName, interfaceName }: DumpContext): Record<string, unknown> {
  const [tls, dns, http] = [recordOf(flow, "tls") ?? recordOf(flow, "quic"), recordOf(flow, "dns"), recordOf(flow, "http")]
  const [master = "", app = ""] = flow.app.split(".")
  const hasPorts = flow.ipProtocol === 6 || flow.ipProtocol === 17 || flow.ipProtocol === 132
  return prune({
    "@timestamp": new Date(flow.lastSeenMs).toISOString(),
    ecs: { version: "8.17.0" },
    event: {
      kind: flow.risks.length > 0 ? "alert" : "event", category: ["network"], type: ["connection", ...(flow.endReason === "active" ? [] : ["end"])], action: "network_flow",
      dataset: "netweir.flow", module: "netweir", start: new Date(flow.firstSeenMs).toISOString(), end: new Date(flow.lastSeenMs).toISOString(),
      duration: Math.round(flow.durationMs * 1e6), risk_score: flow.score || null, reason: flow.risks.join(", "),
    },
    source: side(flow.client, hasPorts ? flow.clientPort : null, flow.bytesToServer, flow.packetsToServer, flow.clientMac, flow.clientCountry, flow.clientAsn, null),
    destination: side(flow.server, hasPorts ? flow.serverPort : null, flow.bytesToClient, flow.packetsToClient, flow.serverMac, flow.serverCountry, flow.serverAsn, flow.hostname),
    client: { address: flow.client, ip: flow.client },
    server: { address: flow.server, ip: flow.server, domain: flow.hostname },
    network: {
      bytes: flow.bytes, packets: flow.packets, type: flow.ipVersion === 6 ? "ipv6" : "ipv4", transport: transports[flow.ipProtocol] ?? flow.l4.toLowerCase(), iana_number: String(flow.ipProtocol),
      protocol: master.toLowerCase(), application: (app || master).toLowerCase(), community_id: flow.communityId, direction: direction(flow), vlan: flow.vlan === 0 ? null : { id: String(flow.vlan) },
    },
    observer: { type: "sensor", vendor: "Netweir", product: "Netweir", name: instanceName, ip: flow.exporter === null ? null : [flow.exporter], ingress: { interface: { name: flow.interface || interfaceName } } },
    tls: tls && { client: { server_name: flow.hostname, ja3: tls.ja3, ja4: flow.ja4 }, server: { ja3s: tls.ja3s, subject: tls.subject, issuer: tls.issuer }, version_protocol: "tls", cipher: tls.cipher },
    dns: dns && { question: { name: dns.query, type: dns.queryTypeName } },
    http: http && { request: { method: http.method }, response: { status_code: http.status } },
    url: http && { original: http.url, domain: http.host },
    user_agent: http && { original: http.userAgent },
    netweir: { app: flow.app, category: flow.category, risks: flow.risks.length > 0 ? flow.risks : null, score: flow.score, info: flow.info, flow_id: flow.flowId, end_reason: flow.endReason, confidence: flow.confidence, client_rtt_us: flow.clientRttUs, server_rtt_us: flow.serverRttUs, app_latency_us: flow.appLatencyUs, retransmissions: (flow.retransmissionsToServer + flow.retransmissionsToClient) || null },
  })
}

function recordOf({ metadata }: FlowRow, protocol: string): Readonly<Record<string, unknown>> | null {
  const value = metadata[protocol]
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null
}

function side(ip: string, port: number | null, bytes: number, packets: number, mac: string | null, country: string | null, asn: number | null, domain: string | null): Record<string, unknown> {
  return { address: ip, ip, port, bytes, packets, domain, mac: mac?.toUpperCase().replaceAll(":", "-"), geo: country === null ? null : { country_iso_code: country }, as: asn === null ? null : { number: asn } }
}

function direction({ clientLocation, serverLocation }: FlowRow): string {
  const fromHere = clientLocation === "local"
  const toHere = serverLocation !== "remote"
  return fromHere ? (toHere ? "internal" : "outbound") : toHere ? "inbound" : "external"
}

/** Null, empty text and what is empty then become undefined, which JSON leaves out. */
function prune(fields: Record<string, unknown>): Record<string, unknown> {
  for (const name in fields) {
    const value = fields[name]
    if (value === null || value === "") fields[name] = undefined
    else if (typeof value === "object" && !Array.isArray(value) && isEmpty(prune(value as Record<string, unknown>))) fields[name] = undefined
  }
  return fields
}

function isEmpty(fields: Record<string, unknown>): boolean {
  for (const name in fields) if (fields[name] !== undefined) return false
  return true
}
