// A flow in the words of ../shared/dpi/score.mjs: one line per field. `src` is the sender of the flow's first packet.
// A field that answers undefined is left out.
import { riskById, risks as allRisks, type FlowRow } from "@netweir/model"

type Records = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>

interface Seen {
  readonly row: FlowRow
  /** Protocol records of the flow. */
  readonly records: Records
  /** The client of the row sent the first packet. */
  readonly clientFirst: boolean
}

const confidenceWords: Readonly<Record<string, string>> = {
  none: "Unknown", port: "Match by port", address: "Match by IP", correlation: "DPI (cache)", "content-partial": "DPI (partial)",
  content: "DPI", "user-rule": "Match by custom rule",
}
/** Plain IP in IP has no name in the reference. */
const tunnelWords: Readonly<Record<string, string>> = {
  gre: "GRE", "gtp-u": "GTP", vxlan: "VXLAN", tzsp: "TZSP", capwap: "CAPWAP", geneve: "GENEVE", l2tp: "L2TP", teredo: "TEREDO", erspan: "ERSPAN",
}
const riskIdByKey = new Map(allRisks.map((risk) => [risk.key, risk.id]))

const take = (record: string, field: string) => ({ records }: Seen) => records[record]?.[field]
const dateText = (ms: unknown) => (typeof ms === "number" ? new Date(ms).toISOString().slice(0, 19).replace("T", " ") : "")
const group = (fields: Readonly<Record<string, unknown>>) => {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)
  return present.length > 0 ? Object.fromEntries(present) : undefined
}

const fields: readonly (readonly [name: string, read: (seen: Seen) => unknown])[] = [
  ["proto", ({ row }) => row.l4],
  ["ip_proto", ({ row }) => row.ipProtocol],
  ["ip_version", ({ row }) => row.ipVersion],
  ["src_ip", ({ row, clientFirst }) => (clientFirst ? row.client : row.server)],
  ["src_port", ({ row, clientFirst }) => (clientFirst ? row.clientPort : row.serverPort)],
  ["dst_ip", ({ row, clientFirst }) => (clientFirst ? row.server : row.client)],
  ["dst_port", ({ row, clientFirst }) => (clientFirst ? row.serverPort : row.clientPort)],
  ["vlan", ({ row }) => row.vlan || undefined],
  ["tunnel", ({ row }) => tunnelWords[row.tunnel]],
  ["master", ({ row }) => row.app.split(".")[0]],
  ["app", ({ row }) => row.app],
  ["category", ({ row }) => row.category],
  ["breed", ({ row }) => row.breed],
  ["confidence", ({ row }) => confidenceWords[row.confidence]],
  ["encrypted", ({ row }) => row.encrypted],
  ["c2s_packets", ({ row, clientFirst }) => (clientFirst ? row.packetsToServer : row.packetsToClient)],
  ["c2s_bytes", ({ row, clientFirst }) => (clientFirst ? row.bytesToServer : row.bytesToClient)],
  ["s2c_packets", ({ row, clientFirst }) => (clientFirst ? row.packetsToClient : row.packetsToServer)],
  ["s2c_bytes", ({ row, clientFirst }) => (clientFirst ? row.bytesToClient : row.bytesToServer)],
  ["first_seen", ({ row }) => row.firstSeenMs / 1000],
  ["last_seen", ({ row }) => row.lastSeenMs / 1000],
  ["risks", ({ row }) => row.risks],
  ["risk_ids", ({ row }) => row.risks.map((key) => riskIdByKey.get(key))],
  ["risk_score", ({ row }) => row.risks.reduce((sum, key) => sum + (riskById(riskIdByKey.get(key) ?? 0)?.score ?? 0), 0)],
  ["risk_info", ({ records }) => (records.evidence ? Object.values(records.evidence).join(", ") : undefined)],
  ["hostname", ({ row }) => row.hostname ?? undefined],
  // TLS, DTLS, QUIC
  ["ja3", take("tls", "ja3")],
  ["ja3s", take("tls", "ja3s")],
  ["ja4", ({ row }) => row.ja4 ?? undefined],
  ["tls_version", take("tls", "version")],
  ["tls_supported_versions", take("tls", "supportedVersions")],
  ["cipher", take("tls", "cipher")],
  ["alpn", take("tls", "alpn")],
  ["negotiated_alpn", take("tls", "negotiatedAlpn")],
  ["issuer_dn", take("tls", "issuer")],
  ["subject_dn", take("tls", "subject")],
  ["server_names", take("tls", "serverNames")],
  ["cert_sha1", take("tls", "certificateSha1")],
  ["cert_validity", ({ records: { tls } }) => (tls?.notBeforeMs === undefined ? undefined : `${dateText(tls.notBeforeMs)} - ${dateText(tls.notAfterMs)}`)],
  ["quic_version", take("quic", "version")],
  ["user_agent", take("quic", "userAgent")],
  ["tcp_fingerprint", take("tcp", "fingerprint")],
  ["os_hint", take("tcp", "os")],
  // SSH
  ["hassh_client", take("ssh", "hasshClient")],
  ["hassh_server", take("ssh", "hasshServer")],
  ["ssh", ({ records: { ssh } }) => ssh && group({ client_signature: ssh.clientVersion, server_signature: ssh.serverVersion })],
  // others
  ["http", ({ records: { http } }) => http && group({
    url: http.url, code: http.status, content_type: http.contentType, request_content_type: http.requestContentType,
    user_agent: http.userAgent, server: http.server, filename: http.filename,
  })],
  ["dns", ({ records: { dns } }) => dns && group({ num_queries: dns.queries, num_answers: dns.replies, reply_code: dns.replyCode, query_type: dns.queryType })],
]

export function scoreFlow(row: FlowRow, isSwapped: boolean): Record<string, unknown> {
  const seen: Seen = { row, records: row.metadata as Records, clientFirst: !isSwapped }
  const flow: Record<string, unknown> = {}
  for (const [name, read] of fields) {
    const value = read(seen)
    if (value !== undefined) flow[name] = value
  }
  return flow
}
